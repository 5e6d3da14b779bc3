using Periods.Businesses;
using Periods.Gateway.Api;

namespace Periods.Gateway.Closing;

/// <summary>BulkLockPeriodsResult (contract §a.3, 6).</summary>
internal sealed record BulkLockBody(int LockedCount, int SkippedCount, IReadOnlyList<Guid> LockedIds, IReadOnlyList<SkippedBody> Skipped)
{
    public static BulkLockBody Of(BulkLockResult result) => new(
        result.Locked.Count, result.Skipped.Count, result.Locked, [.. result.Skipped.Select(SkippedBody.Of)]);
}

/// <param name="Reason">The code of the error that locking it alone would have been answered with.</param>
internal sealed record SkippedBody(Guid PeriodId, string Reason)
{
    public static SkippedBody Of(SkippedPeriod skipped) => new(
        skipped.PeriodId,
        // Alone it would have been a problem of a field, and no field of this request holds the date.
        skipped.Reason == RefusalCode.EndDateInFuture ? "end_date_in_future" : Refusals.Of(skipped.Reason).Code);
}
