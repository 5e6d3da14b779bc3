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

    private static long _slow;
    private static long _stalled;

    // Told from the first look on, also while there are none: an alert on the rate needs where it begins.
    static StreamMetrics() => Meter.CreateObservableCounter("periods.score.stream.drops", Drops, "{stream}", "Score streams let go because their client did not read.");

    /// <summary>There are none yet, which is a number, too.</summary>
    public static void Begin() => Open.Add(0);

    public static void Opened() => Open.Add(1);

    public static void Closed() => Open.Add(-1);

    /// <summary>A change was handed to the streams. Another silo's clock may be ahead of this one's: then it took no time.</summary>
    public static void Told(TimeSpan since) => Lag.Record(Math.Max(since.TotalSeconds, 0));

    /// <summary>Its queue was full.</summary>
    public static void DroppedSlow() => Interlocked.Increment(ref _slow);

    /// <summary>A write waited too long.</summary>
    public static void DroppedStalled() => Interlocked.Increment(ref _stalled);

    private static Measurement<long>[] Drops() =>
    [
        new(Interlocked.Read(ref _slow), new KeyValuePair<string, object?>("periods.drop.reason", "queue_full")),
        new(Interlocked.Read(ref _stalled), new KeyValuePair<string, object?>("periods.drop.reason", "write_timeout")),
    ];
}
