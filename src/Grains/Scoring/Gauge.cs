namespace Periods.Grains.Scoring;

/// <summary>
/// The score a period has now: folded with its events, told as a <see cref="ScoreView"/>. The components are computed from the period's facts when they are
/// told: they would be most of what an idle period holds.
/// </summary>
/// <param name="Version">1 for the gauge of a new period; one more whenever the result changes. 0 before there is a period.</param>
/// <param name="InputsVersion">The version of the period that changed it.</param>
public sealed record Gauge(long Version, long InputsVersion, decimal Score, int Coverage, DateTimeOffset ComputedAt, string Trigger)
{
    public static readonly Gauge None = new(0, 0, 0m, 0, default, "");

    /// <param name="before">The facts up to now: what they amount to is the result the gauge stands for.</param>
    public Gauge After(in ScoreFacts before, in ScoreFacts facts, EventStamp stamp)
    {
        var result = ScoreRules.Compute(facts);
        if (Version > 0 && result == ScoreRules.Compute(before)) return this;
        return new(Version + 1, stamp.Version, result.Score, result.Coverage, stamp.At, stamp.Type);
    }
}
