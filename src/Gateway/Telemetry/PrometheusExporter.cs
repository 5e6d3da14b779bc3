using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace Periods.Gateway.Telemetry;

/// <summary>Hands out what the metrics are at the moment they are asked for.</summary>
[ExportModes(ExportModes.Pull)]
internal sealed class PrometheusExporter : BaseExporter<Metric>, IPullMetricExporter
{
    /// <summary>What a scraper waits by default.</summary>
    private const int CollectMsMax = 10_000;

    private readonly Lock _scraping = new();
    private string _text = "";

    public Func<int, bool>? Collect { get; set; }

    public override ExportResult Export(in Batch<Metric> batch)
    {
        var text = new PrometheusText();
        foreach (var metric in batch) text.Add(metric);
        _text = text.ToString();
        return ExportResult.Success;
    }

    /// <summary>In <see cref="PrometheusText.ContentType"/>; null when the metrics cannot be read.</summary>
    public string? Scrape()
    {
        lock (_scraping) return Collect!(CollectMsMax) ? _text : null;
    }
}
