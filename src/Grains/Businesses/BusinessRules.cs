namespace Periods.Grains.Businesses;

/// <summary>The calendar of a business and the lifecycle of its periods: open → closed → locked, and back to open by a reopen.</summary>
public static class BusinessRules
{
    public static Decision<BusinessEvent> Create(BusinessState business, CreateBusiness command, Stamp stamp) =>
        business.Exists ? RefusalCode.BusinessExists : new BusinessCreated(command.Name, command.TimeZone);

    public static Decision<BusinessEvent> CreatePeriod(BusinessState business, CreatePeriod command, Stamp stamp)
    {
        if (!business.Exists) return RefusalCode.BusinessNotFound;
        if (command.End < command.Start) return RefusalCode.PeriodEndBeforeStart;
        if (business.Calendar.Any(p => p.Start <= command.End && command.Start <= p.End)) return RefusalCode.PeriodOverlaps;
        if (IsFull(business)) return RefusalCode.TooManyPeriods;
        return new PeriodCreated(command.PeriodId, command.Start, command.End);
    }

    public static Decision<BusinessEvent> ClosePeriod(BusinessState business, ClosePeriod command, Stamp stamp)
    {
        if (!business.Exists) return RefusalCode.BusinessNotFound;
        if (command.Ordered && business.DateAt(stamp.At) is var today && command.End > today) return new Refusal(RefusalCode.EndDateInFuture, today);
        return business.EndingOn(command.End) is { } period ? CloseExisting(business, command, period) : CloseNew(business, command);
    }

    private static Decision<BusinessEvent> CloseExisting(BusinessState business, ClosePeriod command, PeriodView period)
    {
        if (period.Status == PeriodStatus.Locked) return RefusalCode.PeriodLocked;
        if (period.Status == PeriodStatus.Closed) return RefusalCode.PeriodAlreadyClosed;
        if (command.Ordered && AnyOpen(business, p => p.Start < period.Start)) return RefusalCode.EarlierPeriodOpen;
        return new PeriodClosed(period.Id, command.Reason, command.Name);
    }

    /// <summary>The period begins the day after the last one ends (in order: the last closed one); the first ever, with the earliest entry or else with its month.</summary>
    private static Decision<BusinessEvent> CloseNew(BusinessState business, ClosePeriod command)
    {
        if (IsFull(business)) return RefusalCode.TooManyPeriods;
        var last = business.Calendar.LastOrDefault(p => !command.Ordered || p.Status != PeriodStatus.Open);
        if (last?.End >= command.End) return RefusalCode.EndNotAfterLastPeriod;
        if (command.Ordered && AnyOpen(business, p => p.Start <= command.End)) return RefusalCode.EarlierPeriodOpen;
        var start = last?.End.AddDays(1) ?? FirstStart(business, command.End);
        return new([new PeriodCreated(command.NewPeriodId, start, command.End), new PeriodClosed(command.NewPeriodId, command.Reason, command.Name)], null);
    }

    private static DateOnly FirstStart(BusinessState business, DateOnly end) =>
        business.Postings?.Earliest is { } earliest && earliest <= end ? earliest : new DateOnly(end.Year, end.Month, 1);

    public static Decision<BusinessEvent> LockPeriod(BusinessState business, LockPeriod command, Stamp stamp) => business.Find(command.PeriodId)?.Status switch
    {
        null when !business.Exists => RefusalCode.BusinessNotFound,
        null => RefusalCode.PeriodNotFound,
        PeriodStatus.Open => RefusalCode.PeriodNotClosed,
        PeriodStatus.Locked => RefusalCode.PeriodAlreadyLocked,
        _ => new PeriodLocked(command.PeriodId, command.Reason),
    };

    public static Decision<BusinessEvent> ReopenPeriod(BusinessState business, ReopenPeriod command, Stamp stamp) => business.Find(command.PeriodId)?.Status switch
    {
        null when !business.Exists => RefusalCode.BusinessNotFound,
        null => RefusalCode.PeriodNotFound,
        PeriodStatus.Open => RefusalCode.PeriodAlreadyOpen,
        _ => new PeriodReopened(command.PeriodId, command.Reason),
    };

    private static bool IsFull(BusinessState business) => business.Calendar.Length >= Limits.PeriodsPerBusinessMax;

    private static bool AnyOpen(BusinessState business, Func<PeriodView, bool> which) =>
        business.Calendar.Any(p => p.Status == PeriodStatus.Open && which(p));
}
