using Periods.Gateway.Access;
using Periods.Gateway.Api;
using Periods.Posting;

namespace Periods.Gateway.Posting;

/// <summary>Asks ahead which dates take entries. It changes nothing, so whoever reads may ask, and no key keeps its answer: a retry wants today's.</summary>
internal static class PostingCheckEndpoints
{
    public static readonly Operation Check = Operation.Post(
        "/api/v1/posting-checks", "check_postings_api_v1_posting_checks_post", Permission.Read, call => call.Handle(
            static call => new CheckPosting(call.Body.Dates("dates", 1, Limits.PostingCheckDatesMax)),
            static (call, request) => call.Posting.Check(request),
            StatusCodes.Status200OK, PostingChecksBody.Of, WireJson.Default.PostingChecksBody));
}

/// <summary>One item per date, in the order of the dates.</summary>
internal sealed record PostingChecksBody(IReadOnlyList<PostingCheckBody> Items)
{
    public static PostingChecksBody Of(PostingChecks checks) => new([.. checks.Items.Select(PostingCheckBody.Of)]);
}

/// <summary>Blocking period and first open date are null when the date is open.</summary>
internal sealed record PostingCheckBody(string Date, bool Allowed, BlockingPeriodBody? BlockingPeriod, string? FirstOpenDate)
{
    public static PostingCheckBody Of(PostingCheck check) => check.BlockedBy is { } block
        ? new(WireText.Of(check.Date), Allowed: false, BlockingPeriodBody.Of(block), WireText.Of(block.FirstOpen))
        : new(WireText.Of(check.Date), Allowed: true, BlockingPeriod: null, FirstOpenDate: null);
}
