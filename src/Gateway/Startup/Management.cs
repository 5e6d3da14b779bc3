using Periods.Gateway.Telemetry;

namespace Periods.Gateway.Startup;

/// <summary>
/// Health and metrics on an address of their own, for who operates the service: no client reaches them. A server of its own, because it answers before the journal is open and until
/// the last request is answered, and lets nobody wait behind the clients' requests.
/// </summary>
internal sealed class Management : IAsyncDisposable
{
    /// <summary>Beside what is still told of the last requests.</summary>
    private static readonly TimeSpan StopMax = TelemetrySdk.FlushMax;

    private readonly WebApplication _app;

    private Management(WebApplication app) => _app = app;

    public string Address => _app.Urls.First();

    /// <summary>Throws <see cref="StartupException"/> when it cannot listen.</summary>
    public static async Task<Management> Start(string url, Health health, PrometheusExporter metrics, ILoggerFactory logs)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseUrls(url);
        builder.WebHost.ConfigureKestrel(static kestrel => kestrel.AddServerHeader = false);
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton(logs);
        // Signals are the service's to hear, and before it hears them they end the process: a lifetime of this server's own would keep them from both.
        builder.Services.AddSingleton<IHostLifetime, ServiceLifetime>();

        var app = builder.Build();
        health.Map(app);
        app.MapGet("/metrics", http => Write(http, metrics)).DisableHttpMetrics();
        try
        {
            await Listening.Begin(app, "Management__Url");
        }
        catch (StartupException)
        {
            await app.DisposeAsync();
            throw;
        }
        return new Management(app);
    }

    public async ValueTask DisposeAsync()
    {
        using var patience = new CancellationTokenSource(StopMax);
        await _app.StopAsync(patience.Token);
        await _app.DisposeAsync();
    }

    private static Task Write(HttpContext http, PrometheusExporter metrics)
    {
        if (metrics.Scrape() is not { } text)
        {
            http.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return Task.CompletedTask;
        }
        http.Response.ContentType = PrometheusText.ContentType;
        return http.Response.WriteAsync(text);
    }

    /// <summary>Started and stopped by the service around it.</summary>
    private sealed class ServiceLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
