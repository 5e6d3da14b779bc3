using Periods.Gateway.Api;
using Periods.Silo;

namespace Periods.Gateway.Startup;

/// <summary>
/// Three questions. Liveness asks nobody: the process answers. Startup asks whether the journal is open, with its schema checked, and clients are listened to. Readiness
/// asks whether commands can be made durable now, and says no while the service stops.
/// </summary>
internal sealed class Health(IHostApplicationLifetime lifetime)
{
    private volatile ISilo? _silo;

    public void Started(ISilo silo) => _silo = silo;

    public void Map(IEndpointRouteBuilder app)
    {
        Map(app, "/health/live", static () => true, "live", "");
        Map(app, "/health/startup", () => _silo is not null, "started", "starting");
        Map(app, "/health/ready", IsReady, "ready", "not_ready");
    }

    private static void Map(IEndpointRouteBuilder app, string path, Func<bool> isSo, string yes, string no) => app
        .MapGet(path, http => isSo()
            ? Answers.Write(http, StatusCodes.Status200OK, new HealthBody(yes), WireJson.Default.HealthBody)
            : Answers.Write(http, StatusCodes.Status503ServiceUnavailable, new HealthBody(no), WireJson.Default.HealthBody))
        .DisableHttpMetrics();

    private bool IsReady() => _silo is { IsAvailable: true } && !lifetime.ApplicationStopping.IsCancellationRequested;
}
