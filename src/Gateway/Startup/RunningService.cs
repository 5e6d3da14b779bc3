using Periods.Silo;

namespace Periods.Gateway.Startup;

/// <summary>A service that listens.</summary>
public sealed class RunningService : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ISilo _silo;
    private readonly Departure _departure;

    internal RunningService(WebApplication app, ISilo silo, Departure departure, string? operatorToken)
    {
        (_app, _silo, _departure) = (app, silo, departure);
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

    /// <summary>In this order: no new requests, those under way answered, then the journal.</summary>
    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        await _silo.DisposeAsync();
    }
}
