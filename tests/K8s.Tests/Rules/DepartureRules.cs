namespace Periods.K8s.Tests.Rules;

internal static class DepartureRules
{
    public static readonly Rule[] All =
    [
        new("The grace period is longer than preStop and the service's own way out together", m =>
            Grace(m) > PreStop(m) + WayOut ? [] : [$"{Grace(m)} s of grace, {PreStop(m)} s of preStop, {WayOut} s of shutdown"]),

        new("A silo serves on until proxies know that it leaves", m => PreStop(m) >= ProxiesKnowAfter ? [] : [$"preStop takes {PreStop(m)} s"]),
    ];

    /// <summary>Seconds from the pod's end in the API to the last proxy's table: endpoints and the Ingress controller sync once a second each, and may be busy.</summary>
    public const int ProxiesKnowAfter = 3;

    /// <summary>What the service takes at most after SIGTERM, in seconds, while PostgreSQL lets go of it: while it hangs, ten (docs/operations.md).</summary>
    public static int WayOut { get; } = (int)Math.Ceiling(
        (Gateway.Startup.Departure.Patience + Gateway.Startup.Service.ShutdownTimeout + Gateway.Audit.RefusalLog.FlushMax + Gateway.Startup.TelemetrySdk.FlushMax).TotalSeconds);

    public static int Grace(Manifests m) => m.Silos.Spec.Number("terminationGracePeriodSeconds") ?? 0;

    public static int PreStop(Manifests m) => m.Silos.Container.Number("lifecycle/preStop/sleep/seconds") ?? 0;
}
