using System.Numerics;
using Periods.Closing;

namespace Periods.Simulation.Tests.Linearizability;

/// <summary>All that answers about one period depend on.</summary>
/// <param name="Status">Null before it exists.</param>
/// <param name="Acknowledged">A bit for each step.</param>
/// <param name="SignOffs">Each as "user/role;", in order.</param>
public sealed record PeriodImage(PeriodStatus? Status, Feed Feed, int Acknowledged, string SignOffs)
{
    public static readonly PeriodImage Nothing = new(null, new Feed(), 0, "");

    public decimal Score => ScoreFormula.Of(Feed, BitOperations.PopCount((uint)Acknowledged), ScoreFormula.Signed(Entries.Select(RoleOf))).Score;

    public bool HasSigned(string user, ReviewRole role) => Entries.Contains(Entry(user, role));

    public PeriodImage Signed(string user, ReviewRole role) =>
        HasSigned(user, role) ? this : this with { SignOffs = Text(Entries.Append(Entry(user, role)).Order(StringComparer.Ordinal)) };

    public PeriodImage Revoked(string user, ReviewRole role) => this with { SignOffs = Text(Entries.Where(e => e != Entry(user, role))) };

    public bool Has(int step) => (Acknowledged & 1 << step) != 0;

    private IEnumerable<string> Entries => SignOffs.Split(';', StringSplitOptions.RemoveEmptyEntries);

    private static string Entry(string user, ReviewRole role) => $"{user}/{(int)role}";

    private static int RoleOf(string entry) => entry[^1] - '0';

    private static string Text(IEnumerable<string> entries) => string.Concat(entries.Select(e => e + ';'));
}
