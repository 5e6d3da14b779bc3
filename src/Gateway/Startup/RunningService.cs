using Periods.Silo;

namespace Periods.Gateway.Startup;

/// <summary>A service that listens.</summary>
/// <param name="operatorToken">Configured or just generated; null when the operator's token was generated in an earlier run.</param>
public sealed class RunningService(WebApplication app, LocalSilo silo, string? operatorToken) : IAsyncDisposable
{
    public Uri Address { get; } = new(app.Urls.First());

    public string? OperatorToken => operatorToken;

    /// <summary>Ends when the service was asked to stop and has answered what it had begun.</summary>
    public Task Finished => app.WaitForShutdownAsync();

    /// <summary>In this order: no new requests, those under way answered, then the journal.</summary>
    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
        await silo.DisposeAsync();
    }
}
