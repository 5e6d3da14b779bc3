using System.Text.Json;
using Periods.Simulation.Tests.Linearizability;
using Periods.Simulation.Tests.Model.Steps;

namespace Periods.Simulation.Tests.Model.Rules;

/// <summary>What is reported of a period, and the score that follows from it (contract §g).</summary>
internal sealed class ScoreRules(Books books)
{
    /// <summary>Accounts to reconcile, and anomalies that are not high.</summary>
    public const int Required = 6, Medium = 1, Low = 2;

    /// <summary>A report of what was reported already changes nothing.</summary>
    public Expected Report(Period p, Step.Report s, Sender by)
    {
        var f = p.Feed;
        var feed = new Feed(
            Given(s.Count, f.Transactions), Given(s.Unreviewed, f.Unreviewed), Given(s.Uncategorized, f.Uncategorized),
            s.Completed is null ? f.Reconciled : s.Completed < 0 ? null : new(Required, s.Completed.Value),
            s.High is null ? f.Anomalies : s.High < 0 ? null : new(s.High.Value, Medium, Low));
        if (!feed.IsConsistent) return new(400, "inputs_inconsistent");
        if (p.Status != "open") return new(400, $"period_{p.Status}");
        if (feed != f)
        {
            var (before, after) = (Told(f), Told(feed));
            string[] changed = [.. after.Keys.Where(name => JsonSerializer.Serialize(before[name]) != JsonSerializer.Serialize(after[name]))];
            books.Trail.Tell(by, "report_close_inputs", "period", $"{p.Id}", p, before.In(changed), after.In(changed));
        }
        p.Feed = feed;
        return new(200, Fields: Gauge(p));
    }

    public static Facts Gauge(Period p) => new()
    {
        ["score"] = p.Score.Score, ["coverage"] = p.Score.Coverage, ["ready"] = p.Score is (100m, 100),
        ["band"] = p.Score.Score >= 90 ? "green" : p.Score.Score >= 70 ? "amber" : "red",
    };

    public static Expected Readiness(Period p) => new(201, Fields: new()
    {
        ["score"] = p.Score.Score,
        ["summary"] = new Facts { ["transaction_count"] = p.Feed.Transactions, ["unreviewed_count"] = p.Feed.Unreviewed, ["uncategorized_count"] = p.Feed.Uncategorized },
    });

    private static long? Given(int? sent, long? now) => sent is null ? now : sent < 0 ? null : sent;

    private static Facts Told(Feed f) => new()
    {
        ["transaction_count"] = f.Transactions, ["unreviewed_count"] = f.Unreviewed, ["uncategorized_count"] = f.Uncategorized,
        ["reconciliations"] = f.Reconciled is { } r ? new Facts { ["required"] = r.Required, ["completed"] = r.Completed } : null,
        ["anomalies"] = f.Anomalies is { } a ? new Facts { ["high"] = a.High, ["medium"] = a.Medium, ["low"] = a.Low } : null,
    };
}
