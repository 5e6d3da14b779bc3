using System.Globalization;
using Periods.Compare.Cases;
using Periods.Compare.Meters;

namespace Periods.Compare.Report;

/// <summary>Results as Markdown. A ratio is the service's figure to the other side's.</summary>
internal static class Table
{
    public const string Head = """
        | work | connections | side | per second | ratio | p50 ms | p99 ms | ratio | p99.9 ms | not 2xx | service µs | of it kernel | PostgreSQL µs | WAL bytes | commits | client µs |
        |---|--:|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|
        """;

    public const string ReachHead = """
        | what | against | reach | is | met |
        |---|---|--:|--:|---|
        """;

    public static IEnumerable<string> Rows(CaseResult result) => result.Case.Sides.Select(side => Row(result, side));

    public static string Row(Reach reach) =>
        Text($"| {reach.What} | {reach.Against} | {(reach.AtLeast ? "≥" : "≤")} {reach.Bound:0.##} | {reach.Value:0.00} | {(reach.IsMet ? "yes" : "**no**")} |");

    public static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static string Row(CaseResult result, string side)
    {
        var m = result.Medians[side];
        var ours = result.Medians[result.Case.Sides[0]];
        var isOurs = side == result.Case.Sides[0];
        var rate = isOurs ? "" : Text($"{ours.PerSecond / m.PerSecond:0.00}");
        var p99 = isOurs ? "" : Text($"{ours.P99 / m.P99:0.00}");
        return Text(
            $"| {result.Case.Work} | {result.Case.Connections} | {side} | {m.PerSecond:0} | {rate} | {m.P50 / 1000:0.00} | {m.P99 / 1000:0.00} | {p99} | {m.P999 / 1000:0.00} | {Refused(m)} | {m.ServiceUser + m.ServiceKernel:0.0} | {m.ServiceKernel:0.0} | {m.Postgres:0.0} | {m.WalBytes:0} | {m.Commits:0.000} | {m.Client:0.0} |");
    }

    private static string Refused(Measurement m) => m.Refused.Count == 0 ? "0" : string.Join(", ", m.Refused.Select(r => $"{r.Value} × {r.Key}"));
}
