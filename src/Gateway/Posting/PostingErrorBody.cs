using Periods.Gateway.Api;
using Periods.Posting;

namespace Periods.Gateway.Posting;

/// <summary>An error that says which period keeps an entry out, and which date does not.</summary>
internal sealed record PostingErrorBody(string Detail, string Code, BlockingPeriodBody BlockingPeriod, string? FirstOpenDate)
{
    public static PostingErrorBody Of(Error error, PostingBlock block) => new(error.Detail, error.Code, BlockingPeriodBody.Of(block), WireText.Of(block.FirstOpen));
}

/// <summary>The closed or locked period that a date lies in.</summary>
internal sealed record BlockingPeriodBody(Guid Id, string PeriodStart, string PeriodEnd, string Status)
{
    public static BlockingPeriodBody Of(PostingBlock block) => new(block.PeriodId, WireText.Of(block.Start), WireText.Of(block.End), WireText.Of(block.Status));
}
