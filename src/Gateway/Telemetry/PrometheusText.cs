using System.Globalization;
using System.Text;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace Periods.Gateway.Telemetry;

/// <summary>
/// Metrics as Prometheus reads them: its text format, version 0.0.4, with names as OpenTelemetry's compatibility rules make them: dots become underscores, the unit and, for
/// counters, <c>total</c> are part of the name.
/// </summary>
internal sealed class PrometheusText
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    private readonly StringBuilder _text = new();

    public override string ToString() => _text.ToString();

    public void Add(Metric metric)
    {
        var name = PrometheusNames.Of(metric.Name, metric.Unit, IsCounter(metric));
        _text.Append("# HELP ").Append(name).Append(' ').Append(Escaped(metric.Description, quotes: false)).Append('\n');
        _text.Append("# TYPE ").Append(name).Append(' ').Append(TypeOf(metric)).Append('\n');
        foreach (ref readonly var point in metric.GetMetricPoints())
        {
            var labels = Labels(point.Tags);
            if (metric.MetricType == MetricType.Histogram) AddHistogram(name, labels, point);
            else AddSample(name, labels, ValueOf(metric, point));
        }
    }

    private void AddHistogram(string name, string labels, in MetricPoint point)
    {
        var below = 0L;
        foreach (var bucket in point.GetHistogramBuckets())
        {
            below += bucket.BucketCount;
            var bound = $"le=\"{Text(bucket.ExplicitBound)}\"";
            AddSample($"{name}_bucket", labels.Length == 0 ? bound : $"{labels},{bound}", Text(below));
        }
        AddSample($"{name}_sum", labels, Text(point.GetHistogramSum()));
        AddSample($"{name}_count", labels, Text(point.GetHistogramCount()));
    }

    private void AddSample(string name, string labels, string value)
    {
        _text.Append(name);
        if (labels.Length > 0) _text.Append('{').Append(labels).Append('}');
        _text.Append(' ').Append(value).Append('\n');
    }

    private static string Labels(ReadOnlyTagCollection tags)
    {
        var labels = new StringBuilder();
        foreach (var (name, value) in tags)
        {
            if (labels.Length > 0) labels.Append(',');
            labels.Append(PrometheusNames.OfLabel(name)).Append("=\"").Append(Escaped(LabelText(value), quotes: true)).Append('"');
        }
        return labels.ToString();
    }

    private static string LabelText(object? value) => value switch
    {
        bool flag => flag ? "true" : "false",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };

    private static string Escaped(string text, bool quotes)
    {
        text = text.Replace(@"\", @"\\", StringComparison.Ordinal).Replace("\n", @"\n", StringComparison.Ordinal);
        return quotes ? text.Replace("\"", "\\\"", StringComparison.Ordinal) : text;
    }

    private static bool IsCounter(Metric metric) => metric.MetricType is MetricType.LongSum or MetricType.DoubleSum;

    private static string TypeOf(Metric metric) => IsCounter(metric) ? "counter" : metric.MetricType == MetricType.Histogram ? "histogram" : "gauge";

    private static string ValueOf(Metric metric, in MetricPoint point) => metric.MetricType switch
    {
        MetricType.LongSum or MetricType.LongSumNonMonotonic => Text(point.GetSumLong()),
        MetricType.DoubleSum or MetricType.DoubleSumNonMonotonic => Text(point.GetSumDouble()),
        MetricType.LongGauge => Text(point.GetGaugeLastValueLong()),
        _ => Text(point.GetGaugeLastValueDouble()),
    };

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Text(double value) =>
        double.IsPositiveInfinity(value) ? "+Inf" : double.IsNegativeInfinity(value) ? "-Inf" : value.ToString(CultureInfo.InvariantCulture);
}
