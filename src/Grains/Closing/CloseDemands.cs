namespace Periods.Grains.Closing;

/// <summary>What a policy can demand of a period's content: what force passes over. Stored by name.</summary>
[Flags]
public enum Demands
{
    Steps = 1,
    SignOffs = 2,
    Duties = 4,
    Score = 8,
}

/// <summary>Whether a period is as its policy wants it before a close.</summary>
public static class CloseDemands
{
    /// <summary>In the order of <see cref="RefusalCode"/>. What is on the checklist but not demanded is told, and blocks nothing.</summary>
    public static IEnumerable<CloseCheck> Of(PeriodState period)
    {
        var policy = period.Policy;
        yield return CloseCheck.Of(
            RefusalCode.StepsUnacknowledged, [.. Checklist.StepsOf(policy).Where(step => period.Acks.Find(step) is null)], policy.RequiredSteps is not null);
        yield return CloseCheck.Of(
            RefusalCode.SignOffsMissing, [.. Checklist.RolesIn(Checklist.RolesOf(policy) & ~period.Counted).Select(Checklist.NameOf)], policy.RequiredRoles is not null);
        if (policy.SegregationOfDuties) yield return CloseCheck.Of(RefusalCode.DutiesNotSegregated, [.. HoldersOfTwo(period)]);
        if (policy.MinScore is { } least) yield return CloseCheck.Of(RefusalCode.ScoreBelowMinimum, period.Gauge.Score >= least);
    }

    /// <summary>The demand behind a refusal; null of what no force passes over.</summary>
    public static Demands? DemandOf(RefusalCode refusal) => refusal switch
    {
        RefusalCode.StepsUnacknowledged => Demands.Steps,
        RefusalCode.SignOffsMissing => Demands.SignOffs,
        RefusalCode.DutiesNotSegregated => Demands.Duties,
        RefusalCode.ScoreBelowMinimum => Demands.Score,
        _ => null,
    };

    /// <summary>Whether the user has signed in another required role than this one, and that counts.</summary>
    public static bool HoldsAnother(PeriodState period, Signer signer)
    {
        var required = Checklist.RolesOf(period.Policy);
        return required.HasFlag(Checklist.SetOf(signer.Role))
            && Checklist.RolesIn(required & ~Checklist.SetOf(signer.Role)).Any(role => period.Counts(signer with { Role = role }));
    }

    private static IEnumerable<string> HoldersOfTwo(PeriodState period)
    {
        var required = Checklist.RolesOf(period.Policy);
        return period.SignOffs.Keys.Where(signer => required.HasFlag(Checklist.SetOf(signer.Role)) && period.Counts(signer))
            .GroupBy(signer => signer.UserId).Where(held => held.Skip(1).Any()).Select(held => held.Key.ToString()).Order(StringComparer.Ordinal);
    }
}
