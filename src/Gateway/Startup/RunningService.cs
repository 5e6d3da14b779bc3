using Periods.Gateway.Audit;
using Periods.Silo;

namespace Periods.Gateway.Startup;

/// <summary>A service that listens.</summary>
public sealed class RunningService : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ISilo _silo;
    private readonly Departure _departure;
    private readonly RefusalLog _refusals;
    private readonly Management? _management;
    private readonly TelemetrySdk _telemetry;

    internal RunningService(
        WebApplication app, ISilo silo, Departure departure, RefusalLog refusals, Management? management, TelemetrySdk telemetry, string? operatorToken)
    {
        (_app, _silo, _departure, _refusals, _management, _telemetry) = (app, silo, departure, refusals, management, telemetry);
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

    /// <summary>
    /// In this order: no new requests, those under way answered, what they were refused kept, then the journal, and at last what is told of all that. Each may take only so long:
    /// five seconds after SIGTERM the process is gone, whichever client or collector does not answer. A slow journal, or one that hangs, takes longer (docs/operations.md).
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _refusals.DisposeAsync();
        await _app.DisposeAsync();
        await _silo.DisposeAsync();
        await Task.WhenAll(_management?.DisposeAsync().AsTask() ?? Task.CompletedTask, _telemetry.DisposeAsync().AsTask());
    }
}
