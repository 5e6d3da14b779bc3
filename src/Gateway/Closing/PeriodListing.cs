using Periods.Businesses;
using Periods.Gateway.Api;
using Periods.Gateway.Validation;

namespace Periods.Gateway.Closing;

/// <summary>Pages of the period list (contract §a.0, §a.3).</summary>
internal static class PeriodListing
{
    private static readonly Choices<PeriodSort> Sorts = new(
        ("created_at", PeriodSort.CreatedAt), ("period_start", PeriodSort.PeriodStart), ("period_end", PeriodSort.PeriodEnd));

    public static Task Run(Call call)
    {
        var input = call.Input;
        var status = PeriodEndpoints.StatusFilter(call);
        var search = input.QueryText("search", Limits.NameLengthMax);
        var (cursor, limit, backwards) = PageQuery.Read(input);
        var counted = input.QueryBool("include_total_count", false);
        var sort = input.QueryLiteral("sort_by", Sorts) ?? PeriodSort.CreatedAt;
        var descending = input.QueryBool("descending", true);

        PeriodCursor? after = null;
        if (input.IsValid && !string.IsNullOrEmpty(cursor) && !Cursors.TryRead(cursor, sort, descending, out after, out _)) return Answers.Write(call.Http, Error.InvalidCursor);
        return call.Handle(
            _ => new ListPeriods(status, sort, descending, limit, after, backwards, Search: search),
            static (call, request) => call.Business.ListPeriods(request),
            StatusCodes.Status200OK,
            page => new PeriodListBody(
                [.. page.Items.Select(PeriodBody.Of)],
                counted ? page.Total : null,
                limit,
                page.HasAfter && page.Items is [.., var last] ? Cursors.Write(last, sort, descending) : null,
                page.HasBefore && page.Items is [var first, ..] ? Cursors.Write(first, sort, descending) : null,
                page.HasAfter,
                page.HasBefore),
            WireJson.Default.PeriodListBody);
    }
}
