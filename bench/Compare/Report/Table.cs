using System.Globalization;
using Periods.Compare.Cases;
using Periods.Compare.Meters;

namespace Periods.Compare.Report;

/// <summary>The medians of one case, side by side.</summary>
internal sealed record CaseResult(Case Case, IReadOnlyDictionary<string, Measurement> BySide);

/// <summary>Results as a Markdown table. A ratio is the first side's rate to this one's.</summary>
internal static class Table
{
    public static IEnumerable<string> Head() =>
    [
        "| work | connections | side | per second | ratio | p50 ms | p99 ms | p99.9 ms | not 2xx | service µs | of it kernel | PostgreSQL µs | WAL bytes | commits | client µs |",
        "|---|--:|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|",
    ];

    public static IEnumerable<string> Rows(CaseResult result) => result.Case.Sides.Select(side => Row(result, side));

    private static string Row(CaseResult result, string side)
    {
        var m = result.BySide[side];
        var first = result.BySide[result.Case.Sides[0]];
        var ratio = side == result.Case.Sides[0] ? "" : Text($"{first.PerSecond / m.PerSecond:0.00}");
        return Text(
            $"| {result.Case.Name} | {result.Case.Connections} | {side} | {m.PerSecond:0} | {ratio} | {m.P50 / 1000:0.00} | {m.P99 / 1000:0.00} | {m.P999 / 1000:0.00} | {m.Refused} | {m.ServiceUser + m.ServiceKernel:0.0} | {m.ServiceKernel:0.0} | {m.Postgres:0.0} | {m.WalBytes:0} | {m.Commits:0.000} | {m.Client:0.0} |");
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
