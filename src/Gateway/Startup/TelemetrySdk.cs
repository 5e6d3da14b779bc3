using System.Diagnostics.Metrics;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Periods.Gateway.Telemetry;
using Periods.Silo;

namespace Periods.Gateway.Startup;

/// <summary>
/// The OpenTelemetry SDK, as far as somebody wants to hear: traces go out by OTLP when an endpoint is configured, metrics, too, when asked for; and they can be read when the
/// management address is set. Otherwise nothing is listened to, and nothing is measured. Each way metrics go is paid for with every request: one is enough.
/// </summary>
internal sealed class TelemetrySdk : IAsyncDisposable
{
    /// <summary>
    /// Series of one metric; what goes beyond is counted together. Routes by status are some 250, commands by outcome fewer. The SDK sets the room for them aside at once.
    /// </summary>
    private const int SeriesMax = 500;

    /// <summary>What a collector that does not answer may cost at the end.</summary>
    public static readonly TimeSpan FlushMax = TimeSpan.FromSeconds(0.7);

    /// <summary>The PostgreSQL driver.</summary>
    private const string Driver = "Npgsql";

    private static readonly string[] DriverLabels = ["db.client.connection.state", "error.type"];

    private readonly TracerProvider? _traces;
    private readonly MeterProvider? _metrics;

    private TelemetrySdk(TracerProvider? traces, MeterProvider? metrics, PrometheusExporter? readable) => (_traces, _metrics, Readable) = (traces, metrics, readable);

    public bool IsTracing => _traces is not null;

    /// <summary>The metrics as text; null when nobody can ask for it.</summary>
    public PrometheusExporter? Readable { get; }

    /// <summary>Throws <see cref="StartupException"/> when a setting cannot be used.</summary>
    public static TelemetrySdk Start(IConfiguration configuration)
    {
        var isTraced = Settings.IsOtlpEndpointSet(configuration);
        var isExported = isTraced && Settings.AreMetricsExported(configuration);
        var readable = Settings.ManagementUrl(configuration) is null ? null : new PrometheusExporter();
        return new(
            isTraced ? Traces(configuration) : null,
            isExported || readable is not null ? Metrics(configuration, isExported, readable) : null,
            readable);
    }

    /// <summary>Sends what waits, if that is soon done.</summary>
    public async ValueTask DisposeAsync()
    {
        var wait = (int)FlushMax.TotalMilliseconds;
        await Task.WhenAll(Task.Run(() => _traces?.Shutdown(wait)), Task.Run(() => _metrics?.Shutdown(wait)));
        _traces?.Dispose();
        _metrics?.Dispose();
    }

    private static TracerProvider Traces(IConfiguration configuration) => Sdk.CreateTracerProviderBuilder()
        .ConfigureServices(services => services.AddSingleton(configuration))
        .ConfigureResource(resource => Describe(resource, configuration))
        .SetSampler(new ParentBasedSampler(new ChosenSampler()))
        .AddSource("Periods.*", Driver)
        .AddOtlpExporter()
        .Build();

    private static MeterProvider Metrics(IConfiguration configuration, bool isExported, PrometheusExporter? readable)
    {
        var builder = Sdk.CreateMeterProviderBuilder()
            .ConfigureServices(services => services.AddSingleton(configuration))
            .ConfigureResource(resource => Describe(resource, configuration))
            .AddMeter("Microsoft.AspNetCore.Hosting", "System.Runtime", "Periods.*", Driver)
            .AddView(View);
        if (isExported) builder.AddOtlpExporter();
        if (readable is not null) builder.AddReader(new BaseExportingMetricReader(readable));
        return builder.Build();
    }

    /// <summary>
    /// One for all, because whatever a second one takes in is measured. Where a pool's name would tell the connection string, the driver's measurements are told without; a ratio,
    /// which cannot be added up over pools, not at all.
    /// </summary>
    private static MetricStreamConfiguration View(Instrument instrument)
    {
        // Two measurements a request, of which the count of those under way tells what time and rate tell.
        if (instrument.Name == "http.server.active_requests") return MetricStreamConfiguration.Drop;
        if (GrainHost.NamesAllPools || instrument.Meter.Name != Driver) return new() { CardinalityLimit = SeriesMax };
        return instrument is ObservableGauge<double> ? MetricStreamConfiguration.Drop : new() { CardinalityLimit = SeriesMax, TagKeys = DriverLabels };
    }

    private static void Describe(ResourceBuilder resource, IConfiguration configuration) =>
        resource.AddService(Settings.ServiceName(configuration), serviceVersion: typeof(TelemetrySdk).Assembly.GetName().Version?.ToString());
}
