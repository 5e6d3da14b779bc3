using System.Diagnostics;

namespace Periods.Silo;

/// <summary>A notice that reaches a watched score, for whoever traces.</summary>
internal static class NoticeTelemetry
{
    /// <summary>In the trace of the command that changed the score; null when that is not recorded.</summary>
    public static Activity? Start(EntityKey period, long version, ActivityContext command)
    {
        if (command == default) return null;
        var span = SiloTelemetry.Source.StartActivity("score notice", ActivityKind.Consumer, command);
        span?.SetTag("periods.business.id", period.Business.ToString());
        span?.SetTag("periods.period.id", period.Period.ToString());
        span?.SetTag("periods.score.version", version);
        return span;
    }
}
