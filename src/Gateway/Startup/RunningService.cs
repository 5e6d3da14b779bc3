using Periods.Silo;

namespace Periods.Gateway.Startup;

/// <summary>A service that listens.</summary>
public sealed class RunningService : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly LocalSilo _silo;
    private readonly Departure _departure;
    private readonly Management? _management;
    private readonly TelemetrySdk _telemetry;

    internal RunningService(WebApplication app, LocalSilo silo, Departure departure, Management? management, TelemetrySdk telemetry, string? operatorToken)
    {
        (_app, _silo, _departure, _management, _telemetry) = (app, silo, departure, management, telemetry);
        (Address, OperatorToken) = (new Uri(app.Urls.First()), operatorToken);
    }

    public Uri Address { get; }

    /// <summary>Configured or just generated; null when the operator's token was generated in an earlier run.</summary>
    public string? OperatorToken { get; }

    /// <summary>Ends when the service was asked to stop and everybody connected has been answered.</summary>
    public async Task Finish()
    {
        await Task.Delay(Timeout.Infinite, _app.Lifetime.ApplicationStopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _departure.Leave();
    }

    /// <summary>In this order: no new requests, those under way answered, then the journal, and at last what is told of all that.</summary>
    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        await _silo.DisposeAsync();
        if (_management is not null) await _management.DisposeAsync();
        _telemetry.Dispose();
    }
}
