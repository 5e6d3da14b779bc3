using System.Numerics;

namespace Periods.Grains.Scoring;

/// <summary>
/// The score as a pure function (contract §g): weighted mean of the components somebody reported on, exact, and rounded once, to one decimal, half away from zero.
/// </summary>
public static class ScoreRules
{
    private const int TxnReviewWeight = 20;
    private const int CategorizationWeight = 20;
    private const int ReconciliationWeight = 25;
    private const int ChecklistWeight = 25;
    private const int AnomaliesWeight = 10;
    private const int AllWeights = TxnReviewWeight + CategorizationWeight + ReconciliationWeight + ChecklistWeight + AnomaliesWeight;

    /// <summary>Points an open anomaly takes from its component, by severity.</summary>
    private const int HighPoints = 25, MediumPoints = 10, LowPoints = 3;

    public static ScoreResult Compute(in ScoreFacts facts)
    {
        var inputs = facts.Inputs;
        var txnReview = Share.Of(inputs.TransactionCount - inputs.UnreviewedCount, inputs.TransactionCount);
        var categorization = Share.Of(inputs.TransactionCount - inputs.UncategorizedCount, inputs.TransactionCount);
        var reconciliation = Share.Of(inputs.Reconciliations?.Completed, inputs.Reconciliations?.Required);
        var checklist = Share.Of(ChecklistDone(facts), ChecklistOf(facts))!.Value;
        var anomalies = inputs.Anomalies is { } open ? Math.Max(0, 100 - HighPoints * open.High - MediumPoints * open.Medium - LowPoints * open.Low) : (long?)null;

        var coverage = ChecklistWeight + Weight(txnReview, TxnReviewWeight) + Weight(categorization, CategorizationWeight)
            + Weight(reconciliation, ReconciliationWeight) + Weight(anomalies, AnomaliesWeight);

        // In whole numbers: of two shares that no decimal holds, the sum may lie just between two tenths. Counts of the largest size leave room.
        Int128 transactions = (txnReview ?? categorization)?.All ?? 1, accounts = reconciliation?.All ?? 1, steps = checklist.All;
        var shares = (TxnReviewWeight * Done(txnReview) + CategorizationWeight * Done(categorization)) * accounts * steps
            + ReconciliationWeight * Done(reconciliation) * transactions * steps
            + ChecklistWeight * checklist.Done * transactions * accounts;
        var all = transactions * accounts * steps;
        var score = Tenths(100 * shares + AnomaliesWeight * (anomalies ?? 0) * all, all * (facts.Strict ? AllWeights : coverage));
        return new(score, coverage, txnReview?.Percent, categorization?.Percent, reconciliation?.Percent, checklist.Percent, anomalies, facts.Strict);

        static int Weight<T>(T? value, int weight)
            where T : struct => value is null ? 0 : weight;

        static Int128 Done(Share? share) => share?.Done ?? 0;
    }

    /// <summary>The components as the contract lists them, with what they cost and what they were computed from.</summary>
    public static ImmutableArray<ScoreComponent> Components(in ScoreFacts facts)
    {
        var result = Compute(facts);
        var inputs = facts.Inputs;
        var strict = facts.Strict;
        var divisor = strict ? AllWeights : result.Coverage;
        return
        [
            Component("txn_review", TxnReviewWeight, result.TxnReview,
                new("transaction_count", inputs.TransactionCount ?? 0), new("unreviewed_count", inputs.UnreviewedCount ?? 0)),
            Component("categorization", CategorizationWeight, result.Categorization,
                new("transaction_count", inputs.TransactionCount ?? 0), new("uncategorized_count", inputs.UncategorizedCount ?? 0)),
            Component("reconciliation", ReconciliationWeight, result.Reconciliation,
                new("required", inputs.Reconciliations?.Required ?? 0), new("completed", inputs.Reconciliations?.Completed ?? 0)),
            Component("checklist", ChecklistWeight, result.Checklist,
                new("required", ChecklistOf(facts)), new("completed", ChecklistDone(facts))),
            Component("anomalies", AnomaliesWeight, result.Anomalies,
                new("high", inputs.Anomalies?.High ?? 0), new("medium", inputs.Anomalies?.Medium ?? 0), new("low", inputs.Anomalies?.Low ?? 0)),
        ];

        ScoreComponent Component(string key, int weight, decimal? value, params ImmutableArray<ScoreInput> from) => value is { } reported
            ? new(key, weight, Round(reported), Round((100m - reported) * weight / divisor), from)
            : new(key, weight, null, strict ? Round(weight) : 0.0m, []);
    }

    /// <summary>A role outside the required ones counts on both sides, so that signing never lowers the score and revoking never raises it.</summary>
    private static long ChecklistOf(in ScoreFacts facts) => facts.StepsRequired + Count(facts.RolesRequired | facts.RolesSigned);

    private static long ChecklistDone(in ScoreFacts facts) => facts.StepsDone + Count(facts.RolesSigned);

    private static int Count(RoleSet roles) => BitOperations.PopCount((uint)roles);

    /// <summary>A quotient that is not negative, rounded to one decimal, half up.</summary>
    private static decimal Tenths(Int128 above, Int128 below) => new((int)((20 * above + below) / (2 * below)), 0, 0, isNegative: false, scale: 1);

    private static decimal Round(decimal value) => Math.Round(value + 0.0m, 1, MidpointRounding.AwayFromZero);

    private readonly record struct Share(long Done, long All)
    {
        public decimal Percent => 100m * Done / All;

        /// <summary>Nothing to do is all done, whether or not it was said how much of it is; not reported is no value.</summary>
        public static Share? Of(long? done, long? all) => (done, all) switch
        {
            (_, 0) => new(1, 1),
            ({ } some, { } total) => new(some, total),
            _ => null,
        };
    }
}

/// <summary>What the facts amount to. Two results that are equal are one version of the score, whatever counts they come from.</summary>
public readonly record struct ScoreResult(
    decimal Score,
    int Coverage,
    decimal? TxnReview,
    decimal? Categorization,
    decimal? Reconciliation,
    decimal Checklist,
    decimal? Anomalies,
    bool Strict);
