namespace Periods.Grains.Scoring;

/// <summary>The score a period has now: folded with its events, told as a <see cref="ScoreView"/>.</summary>
/// <param name="Version">1 for the gauge of a new period; one more whenever the result changes. 0 before there is a period.</param>
/// <param name="InputsVersion">The version of the period that changed it.</param>
public sealed record Gauge(long Version, long InputsVersion, ScoreResult Result, DateTimeOffset ComputedAt, string Trigger)
{
    public static readonly Gauge None = new(0, 0, default, default, "");

    public Gauge After(in ScoreFacts facts, EventStamp stamp)
    {
        var result = ScoreRules.Compute(facts);
        return Version > 0 && result == Result ? this : new(Version + 1, stamp.Version, result, stamp.At, stamp.Type);
    }
}
