using System.Globalization;
using Periods.Businesses;
using Periods.Closing;
using Periods.Scoring;

namespace Periods.Gateway.Closing;

/// <summary>The answer of close-readiness (contract §a.3, 8 and §g): an item for each component of the score, and for each demand of the policy.</summary>
internal sealed record CloseReadinessBody(decimal Score, IReadOnlyList<ReadinessItemBody> Items, ReadinessSummaryBody Summary)
{
    public static CloseReadinessBody Of(CloseReadiness readiness) => new(
        readiness.Score.Score,
        [.. readiness.Score.Components.Select(ReadinessItemBody.Of), .. readiness.Demands.Where(demand => demand.IsBlocking).Select(ReadinessItemBody.Of)],
        new(readiness.TransactionCount, readiness.UnreviewedCount, readiness.UncategorizedCount));
}

/// <summary>As reported; null where nobody did.</summary>
internal sealed record ReadinessSummaryBody(long? TransactionCount, long? UnreviewedCount, long? UncategorizedCount);

/// <param name="Count">What is outstanding; null when nobody reported.</param>
internal sealed record ReadinessItemBody(string Check, string Status, string Detail, long? Count)
{
    private const string Pass = "pass", Warning = "warning", Fail = "fail";
    private const decimal WarningFrom = 70m;

    public static ReadinessItemBody Of(CloseCheck demand)
    {
        var (name, passed, failed) = CheckTexts.Of(demand.Refusal);
        return new(
            name,
            demand.Passed ? Pass : Fail,
            demand.Passed ? passed : demand.Outstanding is [] ? failed : $"{failed}: {string.Join(", ", demand.Outstanding)}",
            demand.Count);
    }

    public static ReadinessItemBody Of(ScoreComponent component)
    {
        if (component.Value is not { } value) return new(component.Key, Warning, "Nobody has reported on this", null);
        var (outstanding, (of, what)) = (component.CountOutstanding(), Counted(component));
        // The value is rounded: one of a million left is not 100 yet.
        var status = outstanding == 0 ? Pass : value >= WarningFrom ? Warning : Fail;
        return new(
            component.Key,
            status,
            of is { } all ? string.Create(CultureInfo.InvariantCulture, $"{outstanding} of {all} {what}") : string.Create(CultureInfo.InvariantCulture, $"{outstanding} {what}"),
            outstanding);
    }

    /// <summary>Out of how many, and of what.</summary>
    private static (long? Of, string What) Counted(ScoreComponent component)
    {
        var all = component.Inputs[0].Count;
        return component.Key switch
        {
            "txn_review" => (all, "transactions are not reviewed"),
            "categorization" => (all, "transactions are not categorized"),
            "reconciliation" => (all, "accounts are not reconciled"),
            "checklist" => (all, "steps and sign-offs are missing"),
            _ => (null, "anomalies are open"),
        };
    }
}
