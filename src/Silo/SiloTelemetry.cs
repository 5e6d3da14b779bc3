using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Periods.Silo;

/// <summary>What a silo tells of its batches and notices to whoever traces or counts them. No label names a business or a user.</summary>
internal static class SiloTelemetry
{
    public const string Name = "Periods.Silo";

    public static readonly ActivitySource Source = new(Name);

    private static readonly Meter Meter = new(Name);

    public static readonly Histogram<long> BatchSize = Meter.CreateHistogram(
        "periods.journal.batch.size", "{append}", "Appends in one commit.",
        advice: new InstrumentAdvice<long> { HistogramBucketBoundaries = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048] });

    public static readonly Histogram<double> CommitDuration = Meter.CreateHistogram(
        "periods.journal.commit.duration", "s", "Time from the first write of a batch until it is durable, or known not to be.",
        advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5] });

    /// <summary>The span that is going on here, if it is recorded.</summary>
    public static Activity? Recorded => Source.HasListeners() && Activity.Current is { Recorded: true } current ? current : null;
}
