using System.Text.RegularExpressions;

namespace Periods.K8s.Tests.Rules;

internal static partial class SettingRules
{
    /// <summary>What ASP.NET Core, the runtime, Npgsql and OpenTelemetry read for themselves.</summary>
    private static readonly string[] OfTheFramework = ["ASPNETCORE_URLS", "DOTNET_PROCESSOR_COUNT", "DOTNET_EnableDiagnostics", "PGPASSWORD", "OTEL_EXPORTER_OTLP_ENDPOINT"];

    private static readonly Lazy<string> Sources = new(() =>
        string.Concat(Directory.EnumerateFiles(Path.Combine(Overlay.Root, "src"), "*.cs", SearchOption.AllDirectories).Where(f => !f.Contains("/obj/", StringComparison.Ordinal)).Select(File.ReadAllText)));

    public static readonly Rule[] All =
    [
        new("Every setting is one that the service knows", m =>
            from pods in new[] { m.Silos, m.Migration }
            from name in m.EnvironmentOf(pods.Container).Keys
            where !OfTheFramework.Contains(name) && !IsRead(name)
            select $"{pods.Name}: {name}"),

        new("A silo is told where its journal is, who its operator is, and the password of its role", m => Missing(m, m.Silos, "ConnectionStrings__Journal", "Access__OperatorToken", "PGPASSWORD")),

        new("Passwords and tokens come from Secrets", m =>
            from pods in m.Pods
            from variable in pods.Containers.SelectMany(c => c.Items("env"))
            where Secret().IsMatch(variable.Text("name")!) && variable.At("valueFrom/secretKeyRef") is null
            select $"{pods.Name}: {variable.Text("name")}"),

        new("No setting holds a password", m => m.Of("ConfigMap").SelectMany(c => c["data"]!.AsObject()).Where(pair => Secret().IsMatch($"{pair.Key}={pair.Value}")).Select(pair => pair.Key)),

        new("The service listens where the container's ports are", m =>
            from pair in new[] { ("ASPNETCORE_URLS", "http"), ("Management__Url", "management") }
            where PortOf(m, pair.Item1) is not { } port || port != m.Silos.Port(pair.Item2)
            select $"{pair.Item1}, and port {pair.Item2}"),
    ];

    /// <summary>The port of an address such as <c>http://+:8080</c>.</summary>
    public static int? PortOf(Manifests m, string setting) =>
        m.EnvironmentOf(m.Silos.Container).GetValueOrDefault(setting) is { } url ? int.Parse(url[(url.LastIndexOf(':') + 1)..], System.Globalization.CultureInfo.InvariantCulture) : null;

    public static IEnumerable<string> Missing(Manifests m, Pods pods, params string[] names) => names.Except(m.EnvironmentOf(pods.Container).Keys);

    /// <summary>By its whole name, or as a key of its section.</summary>
    private static bool IsRead(string name) => IsInSources(name)
        || (name.Split("__") is [var section, var key] && IsInSources($"GetSection(\"{section}\")") && (IsInSources($"nameof({key})") || IsInSources($"section[\"{key}\"]")));

    private static bool IsInSources(string text) => Sources.Value.Contains(text, StringComparison.Ordinal);

    [GeneratedRegex("password|token|secret", RegexOptions.IgnoreCase)]
    private static partial Regex Secret();
}
