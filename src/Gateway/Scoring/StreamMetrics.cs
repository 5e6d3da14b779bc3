using System.Diagnostics.Metrics;

namespace Periods.Gateway.Scoring;

/// <summary>What is counted of score streams.</summary>
internal static class StreamMetrics
{
    private static readonly Meter Meter = new("Periods.Gateway");
    private static readonly UpDownCounter<long> Open = Meter.CreateUpDownCounter<long>("periods.score.streams", "{stream}", "Open score streams.");
    private static readonly Histogram<double> Lag = Meter.CreateHistogram(
        "periods.score.notice.lag", "s", "Time from the decision that changed a gauge until it is sent to those who watch it.",
        advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] });

    private static readonly Counter<long> Drops = Meter.CreateCounter<long>(
        "periods.score.stream.drops", "{stream}", "Score streams let go because their client did not read.");

    private static readonly KeyValuePair<string, object?> Slow = new("periods.drop.reason", "queue_full");
    private static readonly KeyValuePair<string, object?> Stalled = new("periods.drop.reason", "write_timeout");

    /// <summary>Tells that there are none yet: an alert on a rate needs where it begins.</summary>
    public static void Begin()
    {
        Open.Add(0);
        Drops.Add(0, Slow);
        Drops.Add(0, Stalled);
    }

    public static void Opened() => Open.Add(1);

    public static void Closed() => Open.Add(-1);

    /// <summary>A change was handed to the streams. Another silo's clock may be ahead of this one's: then it took no time.</summary>
    public static void Told(TimeSpan since) => Lag.Record(Math.Max(since.TotalSeconds, 0));

    /// <summary>Its queue was full.</summary>
    public static void DroppedSlow() => Drops.Add(1, Slow);

    /// <summary>A write waited too long.</summary>
    public static void DroppedStalled() => Drops.Add(1, Stalled);
}
