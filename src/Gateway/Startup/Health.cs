using Periods.Gateway.Api;
using Periods.Silo;

namespace Periods.Gateway.Startup;

/// <summary>Liveness asks nobody: the process answers. Readiness asks whether commands can be made durable, and says no while the service stops.</summary>
internal static class Health
{
    public static void Map(WebApplication app, ISilo silo)
    {
        app.MapGet("/health/live", static http => Answers.Write(http, StatusCodes.Status200OK, new HealthBody("live"), WireJson.Default.HealthBody));
        app.MapGet("/health/ready", http => IsReady(app, silo)
            ? Answers.Write(http, StatusCodes.Status200OK, new HealthBody("ready"), WireJson.Default.HealthBody)
            : Answers.Write(http, StatusCodes.Status503ServiceUnavailable, new HealthBody("not_ready"), WireJson.Default.HealthBody));
    }

    private static bool IsReady(WebApplication app, ISilo silo) => silo.IsAvailable && !app.Lifetime.ApplicationStopping.IsCancellationRequested;
}
