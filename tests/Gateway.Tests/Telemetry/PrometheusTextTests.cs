using System.Diagnostics.Metrics;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using Periods.Gateway.Telemetry;

namespace Periods.Gateway.Tests.Telemetry;

/// <summary>What instruments measured, as a scrape reads it.</summary>
public sealed class PrometheusTextTests : IDisposable
{
    private readonly Meter _meter = new($"prometheus-{Guid.NewGuid()}");
    private readonly PrometheusExporter _exporter = new();
    private readonly MeterProvider _provider;

    public PrometheusTextTests() => _provider = Sdk.CreateMeterProviderBuilder()
        .AddMeter(_meter.Name)
        .AddView(_ => new MetricStreamConfiguration { CardinalityLimit = 10 })
        .AddReader(new BaseExportingMetricReader(_exporter))
        .Build();

    [Fact]
    public void A_name_carries_its_unit_and_a_counter_says_so()
    {
        _meter.CreateCounter<long>("shop.orders", "{order}", "Orders taken.").Add(3);
        _meter.CreateCounter<double>("shop.paid.total", "By").Add(1.5);
        _meter.CreateUpDownCounter<long>("shop.queue.length", "{order}").Add(-2);
        _meter.CreateObservableGauge("shop.2nd-heat", () => -0.25, "%");

        Assert.Equal("Orders taken.", Scraped()["shop_orders_total"].Help);
        Assert.Equal(3, Scraped().Value("shop_orders_total"));
        Assert.Equal(("counter", 1.5), (Scraped()["shop_paid_total_bytes_total"].Type, Scraped().Value("shop_paid_total_bytes_total")));
        Assert.Equal(("gauge", -2), (Scraped()["shop_queue_length"].Type, Scraped().Value("shop_queue_length")));
        Assert.Equal(("gauge", -0.25), (Scraped()["shop_2nd_heat_percent"].Type, Scraped().Value("shop_2nd_heat_percent")));
    }

    [Theory]
    [InlineData("plain")]
    [InlineData("say \"no\"")]
    [InlineData(@"C:\new")]
    [InlineData("two\nlines")]
    [InlineData("\\\"\n}")]
    [InlineData("Prüfung ✓")]
    [InlineData("")]
    public void Whatever_a_label_or_a_description_says_is_read_back_as_it_was(string text)
    {
        _meter.CreateCounter<long>("shop.orders", null, text).Add(1, new KeyValuePair<string, object?>("of.whom", text), new KeyValuePair<string, object?>("new", true));

        var sample = Assert.Single(Scraped()["shop_orders_total"].Samples);
        Assert.Equal((text, "true"), (sample.Labels.GetValueOrDefault("of_whom", ""), sample.Labels["new"]));
    }

    [Fact]
    public void A_histogram_has_the_buckets_its_instrument_asks_for_each_with_all_below()
    {
        var time = _meter.CreateHistogram("shop.time", "s", "Time.", advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.5, 1, 2.5] });
        foreach (var value in new[] { 0.5, 0.75, 2, 2, 1_000_000 }) time.Record(value);

        Assert.Equal([("0.5", 1d), ("1", 2d), ("2.5", 4d), ("+Inf", 5d)], Scraped()["shop_time_seconds"].Samples.Take(4).Select(s => (s.Labels["le"], s.Value)));
        Assert.Equal(1_000_005.25, Scraped().Value("shop_time_seconds_sum"));
        Assert.Equal(5, Scraped().Value("shop_time_seconds_count"));
    }

    [Fact]
    public void However_many_label_values_there_are_a_metric_has_so_many_series_and_the_rest_in_one()
    {
        var orders = _meter.CreateCounter<long>("shop.orders");
        for (var customer = 0; customer < 1_000; customer++) orders.Add(1, new KeyValuePair<string, object?>("customer", customer));

        var series = Scraped()["shop_orders_total"].Samples;
        Assert.Equal(10, series.Count(sample => sample.Labels.ContainsKey("customer")));
        Assert.Equal(990, Assert.Single(series, sample => sample.Labels.ContainsKey("otel_metric_overflow")).Value);
    }

    public void Dispose()
    {
        _provider.Dispose();
        _meter.Dispose();
    }

    private Exposition Scraped() => new(_exporter.Scrape()!);
}
