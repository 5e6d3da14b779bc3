using Periods.Grains.Closing;

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

    public static Decision<BusinessEvent> SetPolicy(BusinessState business, SetPolicy command, Stamp stamp)
    {
        if (!business.Exists) return RefusalCode.BusinessNotFound;
        return command.Policy == business.PolicyInForce ? Decision<BusinessEvent>.AlreadyDone : new PolicyChanged(command.Policy);
    }

    /// <summary>The first check that fails is the refusal. Force passes over what the policy demands, and says so in the event.</summary>
    /// <param name="content">The period that ends on the date; what is not yet anything, where it has to be created.</param>
    public static Decision<BusinessEvent> ClosePeriod(BusinessState business, PeriodState content, ClosePeriod command, Stamp stamp)
    {
        if (!business.Exists) return RefusalCode.BusinessNotFound;
        var close = CloseChecks.Examine(business, content, command, stamp);
        var failed = close.Checks.Where(check => check is { IsBlocking: true, Passed: false });
        Demands? skipped = null;
        foreach (var check in failed)
        {
            if (!command.Force || CloseDemands.DemandOf(check.Refusal) is not { } demand) return new Refusal(check.Refusal, check.Bound);
            skipped = (skipped ?? 0) | demand;
        }
        if (skipped is not null && string.IsNullOrWhiteSpace(command.Reason)) return RefusalCode.ForceNeedsReason;

        var closed = new PeriodClosed(close.PeriodId, command.Reason, command.Name, skipped);
        return close.IsNew ? new Decision<BusinessEvent>([new PeriodCreated(close.PeriodId, close.Start, command.End), closed], null) : closed;
    }

    /// <summary>The checks of <see cref="ClosePeriod"/>, told instead of acted on: the two cannot disagree.</summary>
    internal static Verdict<CloseValidation> ValidateClose(BusinessState business, PeriodState content, ClosePeriod command, Stamp stamp)
    {
        if (!business.Exists) return Verdict<CloseValidation>.Refused(RefusalCode.BusinessNotFound);
        var close = CloseChecks.Examine(business, content, command, stamp);
        return new(Decision<BusinessEvent>.AlreadyDone, (_, _) => new(close.Start, command.End, close.Checks));
    }

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

    internal static bool IsFull(BusinessState business) => business.Calendar.Length >= Limits.PeriodsPerBusinessMax;
}
