using Periods.Grains.Closing;

namespace Periods.Grains.Businesses;

/// <summary>
/// Locks of many periods in one decision: each has an outcome of its own, and none keeps another from being locked. The lock's reason is also why an open one may close
/// without what the policy demands, which the period then shows as after any forced close.
/// </summary>
internal static class BulkLockRules
{
    public static Verdict<BulkLockResult> Decide(BusinessState business, Func<Guid, PeriodState> content, BulkLockPeriods command, Stamp stamp)
    {
        if (!business.Exists) return Verdict<BulkLockResult>.Refused(RefusalCode.BusinessNotFound);
        var events = new List<BusinessEvent>();
        var refusals = new Dictionary<Guid, RefusalCode>();
        // By date, whatever the order named: where periods close in order, the earlier makes way for the later.
        foreach (var period in command.PeriodIds.Distinct().Select(business.Find).OfType<PeriodView>().OrderBy(period => period.Start).ToArray())
        {
            var decision = Lock(business, period, content, command, stamp);
            if (decision.Refusal is { } refusal) refusals[period.Id] = refusal.Code;
            foreach (var happened in decision.Events) business = BusinessFold.Evolve(business, happened, new EventStamp(stamp.At, stamp.Actor, 0, ""));
            events.AddRange(decision.Events);
        }

        var locked = new List<Guid>();
        var skipped = new List<SkippedPeriod>();
        foreach (var id in command.PeriodIds)
        {
            if (refusals.TryGetValue(id, out var refusal)) skipped.Add(new(id, refusal));
            else if (business.Find(id) is null) skipped.Add(new(id, RefusalCode.PeriodNotFound));
            else if (locked.Contains(id)) skipped.Add(new(id, RefusalCode.PeriodAlreadyLocked));
            else locked.Add(id);
        }
        return new(new(events, null), (_, _) => new(locked, skipped));
    }

    private static Decision<BusinessEvent> Lock(BusinessState business, PeriodView period, Func<Guid, PeriodState> content, BulkLockPeriods command, Stamp stamp)
    {
        var locked = new PeriodLocked(period.Id, command.Reason);
        switch (period.Status)
        {
            case PeriodStatus.Locked:
                return RefusalCode.PeriodAlreadyLocked;
            case PeriodStatus.Closed:
                return locked;
            default:
                var close = new ClosePeriod(command.Caller, period.Id, period.End, command.Reason, Name: null, Ordered: false, Force: true);
                var closed = BusinessRules.ClosePeriod(business, content(period.Id), close, stamp);
                return closed.Refusal is null ? new([.. closed.Events, locked], null) : closed;
        }
    }
}
