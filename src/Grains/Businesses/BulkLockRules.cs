namespace Periods.Grains.Businesses;

/// <summary>Locks of many periods in one decision: each has an outcome of its own, and none keeps another from being locked.</summary>
internal static class BulkLockRules
{
    public static Verdict<BulkLockResult> Decide(BusinessState business, BulkLockPeriods command, Stamp stamp)
    {
        if (!business.Exists) return new(RefusalCode.BusinessNotFound, static _ => throw new InvalidOperationException("A refusal has no reply"));
        var events = new List<BusinessEvent>();
        var locked = new List<Guid>();
        var skipped = new List<SkippedPeriod>();
        foreach (var id in command.PeriodIds)
        {
            var status = locked.Contains(id) ? PeriodStatus.Locked : business.Find(id)?.Status;
            if (status is null or PeriodStatus.Locked)
            {
                skipped.Add(new(id, status is null ? RefusalCode.PeriodNotFound : RefusalCode.PeriodAlreadyLocked));
                continue;
            }
            if (status == PeriodStatus.Open) events.Add(new PeriodClosed(id, command.Reason, Name: null));
            events.Add(new PeriodLocked(id, command.Reason));
            locked.Add(id);
        }
        return new(new(events, null), _ => new(locked, skipped));
    }
}
