using System.Globalization;
using Periods.Grains.Closing;

namespace Periods.Grains.Businesses;

/// <summary>
/// All that stands between a period and its close, in the order of <see cref="RefusalCode"/>: a close is refused for the first that fails, a dry run tells them all.
/// </summary>
internal static class CloseChecks
{
    /// <param name="PeriodId">The period that ends on the date; the one to be created when there is none.</param>
    /// <param name="Start">Of a period to be created, derived: the day after the last one ends (in order: the last closed one), the first ever with the earliest entry or else with its month.</param>
    public sealed record Case(Guid PeriodId, bool IsNew, DateOnly Start, IReadOnlyList<CloseCheck> Checks);

    public static Case Examine(BusinessState business, PeriodState content, ClosePeriod command, Stamp stamp)
    {
        var policy = business.PolicyInForce;
        var period = business.EndingOn(command.End);
        var last = business.Calendar.LastOrDefault(p => !command.Ordered || p.Status != PeriodStatus.Open);
        var start = period?.Start ?? Start(business, last, command.End);
        var inOrder = command.Ordered || policy.SequentialClose;

        var checks = new List<CloseCheck>();
        if ((command.Ordered || !policy.AllowFutureEndDates) && business.DateAt(stamp.At) is var today)
            checks.Add(CloseCheck.Of(RefusalCode.EndDateInFuture, command.End <= today) with { Bound = today });
        if (period is null)
        {
            checks.Add(CloseCheck.Of(RefusalCode.TooManyPeriods, !BusinessRules.IsFull(business)));
            checks.Add(CloseCheck.Of(RefusalCode.EndNotAfterLastPeriod, !(last?.End >= command.End)));
        }
        else
        {
            checks.Add(CloseCheck.Of(RefusalCode.PeriodLocked, period.Status != PeriodStatus.Locked));
            checks.Add(CloseCheck.Of(RefusalCode.PeriodAlreadyClosed, period.Status != PeriodStatus.Closed));
        }
        if (inOrder)
        {
            // Of a period to be created, every open one that begins by its end would come before it or overlap it.
            var open = business.Calendar.Where(p => p.Status == PeriodStatus.Open && (period is null ? p.Start <= command.End : p.Start < period.Start));
            checks.Add(CloseCheck.Of(RefusalCode.EarlierPeriodOpen, [.. open.Select(p => p.End.ToString("O", CultureInfo.InvariantCulture))]));
        }
        checks.AddRange(CloseDemands.Of(period is null ? AsCreated(content, start, command.End, policy, stamp) : content));
        return new(period?.Id ?? command.NewPeriodId, period is null, start, checks);
    }

    private static DateOnly Start(BusinessState business, PeriodView? last, DateOnly end) => last switch
    {
        null when business.Postings?.Earliest is { } earliest && earliest <= end => earliest,
        null => new DateOnly(end.Year, end.Month, 1),
        { End: var before } => before < DateOnly.MaxValue ? before.AddDays(1) : before,
    };

    private static PeriodState AsCreated(PeriodState nothing, DateOnly start, DateOnly end, ClosePolicy policy, Stamp stamp) =>
        PeriodFold.Evolve(nothing, new Opened(start, end, policy), new EventStamp(stamp.At, stamp.Actor, 1, ""));
}
