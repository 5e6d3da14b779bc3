using System.Collections.Immutable;

namespace Periods.Scoring;

/// <summary>How ready a period is. Source: contract §g.</summary>
/// <param name="Version">Counts the changes of the gauge, from 1, without a gap; the same for everybody who folds the same events.</param>
/// <param name="InputsVersion">The period's version at which the gauge changed.</param>
/// <param name="Score">0 to 100, one decimal.</param>
/// <param name="Coverage">The weights of the components somebody reported on, 25 to 100.</param>
/// <param name="ComputedAt">When the gauge changed.</param>
/// <param name="Trigger">The event that changed it.</param>
public sealed record ScoreView(
    Guid PeriodId,
    Guid BusinessId,
    long Version,
    long InputsVersion,
    decimal Score,
    int Coverage,
    DateTimeOffset ComputedAt,
    string Trigger,
    ImmutableArray<ScoreComponent> Components)
{
    /// <inheritdoc cref="Closing.PeriodView.Tag"/>
    /// <remarks>Null of what a watcher is told.</remarks>
    public string? Tag { get; init; }

    /// <summary>Everything reported, everything done: an unfed score never reads as ready, nor one that is 100 only because it is rounded.</summary>
    public bool Ready => Coverage == 100 && Components.All(component => component.CountOutstanding() == 0);

    public ScoreBand Band => BandOf(Score);

    public static ScoreBand BandOf(decimal score) => score >= 90m ? ScoreBand.Green : score >= 70m ? ScoreBand.Amber : ScoreBand.Red;
}

public enum ScoreBand
{
    Green,
    Amber,
    Red,
}

/// <param name="Key">txn_review, categorization, reconciliation, checklist or anomalies.</param>
/// <param name="Weight">Out of 100, before renormalising over what was reported.</param>
/// <param name="Value">0 to 100, one decimal; null when nobody reported.</param>
/// <param name="PointsLost">What this component takes from 100; 0 when not reported.</param>
/// <param name="Inputs">The counts it was computed from, by name; empty when not reported.</param>
public sealed record ScoreComponent(string Key, int Weight, decimal? Value, decimal PointsLost, ImmutableArray<ScoreInput> Inputs)
{
    /// <summary>Transactions, accounts, steps and sign-offs that are not done, or anomalies that are open; 0 when nobody reported.</summary>
    public long CountOutstanding() => Key switch
    {
        _ when Inputs.IsEmpty => 0,
        "txn_review" or "categorization" => Inputs[1].Count,
        "reconciliation" or "checklist" => Inputs[0].Count - Inputs[1].Count,
        _ => Inputs.Sum(count => count.Count),
    };
}

/// <summary>A count that a component was computed from.</summary>
public readonly record struct ScoreInput(string Name, long Count);
