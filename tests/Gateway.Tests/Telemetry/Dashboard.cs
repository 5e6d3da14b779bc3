using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Periods.Gateway.Tests.Telemetry;

/// <summary>What the committed Grafana dashboard asks for.</summary>
internal static partial class Dashboard
{
    private static readonly string[] Keywords = ["by", "without", "on", "ignoring", "offset", "bool"];

    public static JsonElement Read([CallerFilePath] string file = "") =>
        JsonDocument.Parse(File.ReadAllText(Path.Combine(Path.GetDirectoryName(file)!, "../../../k8s/dashboards/periods.json"))).RootElement;

    /// <summary>All PromQL, that of the variables included.</summary>
    public static string[] Queries(JsonElement dashboard) =>
    [
        .. dashboard.GetProperty("panels").EnumerateArray().Where(panel => panel.TryGetProperty("targets", out _))
            .SelectMany(panel => panel.GetProperty("targets").EnumerateArray()).Select(target => target.GetProperty("expr").GetString()!),
    ];

    /// <summary>Names of metrics: what is left of a query without functions, labels, ranges and texts.</summary>
    public static IEnumerable<string> Metrics(string query) => Identifier().Matches(Bare(query)).Select(match => match.Value).Except(Keywords);

    public static IEnumerable<string> Labels(string query) =>
        MatchedLabel().Matches(query).Select(match => match.Groups[1].Value)
            .Concat(Grouping().Matches(query).SelectMany(match => match.Groups[1].Value.Split(',', StringSplitOptions.TrimEntries)));

    private static string Bare(string query) => Grouping().Replace(Range().Replace(Selector().Replace(query, ""), ""), "");

    [GeneratedRegex(@"[a-zA-Z_][a-zA-Z0-9_]*\b(?!\s*\()")]
    private static partial Regex Identifier();

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Selector();

    [GeneratedRegex(@"\[[^\]]*\]")]
    private static partial Regex Range();

    [GeneratedRegex(@"\bby \(([^)]*)\)")]
    private static partial Regex Grouping();

    [GeneratedRegex("([a-zA-Z_][a-zA-Z0-9_]*)(?:=~|!~|!=|=)\"")]
    private static partial Regex MatchedLabel();
}
