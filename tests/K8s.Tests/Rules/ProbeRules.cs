namespace Periods.K8s.Tests.Rules;

internal static class ProbeRules
{
    private static readonly string[] Probes = ["startupProbe", "readinessProbe", "livenessProbe"];
    private static readonly string[] Paths = ["/health/startup", "/health/ready", "/health/live"];

    public static readonly Rule[] All =
    [
        new("Probes ask ports that the container has", m =>
            from pods in m.Pods
            from container in pods.Containers
            from probe in Probes
            where container.At($"{probe}/httpGet") is not null && pods.Port(container.At($"{probe}/httpGet/port")) is null
            select $"{pods.Name}: {probe} asks port {container.At($"{probe}/httpGet/port")}"),

        new("Startup, readiness and liveness of a silo ask three different questions", m =>
        {
            var asked = Probes.Select(probe => m.Silos.Container.Text($"{probe}/httpGet/path")).ToList();
            return asked.SequenceEqual(Paths) ? [] : [$"asked are {string.Join(", ", asked.Select(path => path ?? "nothing"))}"];
        }),

        new("Health is asked on the management port", m =>
            from probe in Probes
            let port = m.Silos.Port(m.Silos.Container.At($"{probe}/httpGet/port"))
            let management = SettingRules.PortOf(m, "Management__Url")
            where port != management
            select $"{probe} asks port {port}, management is {management}"),
    ];
}
