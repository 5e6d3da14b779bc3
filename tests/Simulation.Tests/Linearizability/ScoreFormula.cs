using System.Numerics;

namespace Periods.Simulation.Tests.Linearizability;

/// <summary>The close score of the contract (§g), in exact fractions: a second opinion, sharing nothing with the service.</summary>
public static class ScoreFormula
{
    public const int Steps = 5;
    private const int Roles = 4;
    public const int RequiredRoles = 0b0011;

    /// <param name="signed">A bit for each role in which somebody has signed: preparer, reviewer, controller, partner.</param>
    /// <param name="steps">On the checklist.</param>
    /// <param name="required">A bit for each role that should sign.</param>
    /// <param name="strict">What nobody reported counts as nothing done.</param>
    public static (decimal Score, int Coverage) Of(Feed feed, int acknowledged, int signed, int steps = Steps, int required = RequiredRoles, bool strict = false)
    {
        var done = acknowledged + BitOperations.PopCount((uint)signed);
        var toDo = steps + BitOperations.PopCount((uint)(signed | required));
        List<(int Weight, Fraction Value)> components = [(25, Percent(done, toDo))];
        foreach (var left in new[] { feed.Unreviewed, feed.Uncategorized })
            if (feed.Transactions is { } all && (left ?? (all == 0 ? 0 : null)) is { } open) components.Add((20, Percent(all - open, all)));
        if (feed.Reconciled is { } r) components.Add((25, Percent(r.Completed, r.Required)));
        if (feed.Anomalies is { } a) components.Add((10, new(BigInteger.Max(0, 100 - 25 * (BigInteger)a.High - 10 * (BigInteger)a.Medium - 3 * (BigInteger)a.Low), 1)));

        var coverage = components.Sum(c => c.Weight);
        var sum = components.Aggregate(new Fraction(0, 1), (total, c) => total.Plus(c.Value, c.Weight));
        return (sum.ToTenths(strict ? 100 : coverage), coverage);
    }

    /// <summary>The bits of <see cref="Of"/>, from the roles' numbers.</summary>
    public static int Signed(IEnumerable<int> roles) => roles.Where(r => r is >= 0 and < Roles).Aggregate(0, (bits, role) => bits | 1 << role);

    private static Fraction Percent(long done, long all) => all == 0 ? new(100, 1) : new(100 * (BigInteger)done, all);

    private readonly record struct Fraction(BigInteger Above, BigInteger Below)
    {
        public Fraction Plus(Fraction other, int times) => new(Above * other.Below + times * other.Above * Below, Below * other.Below);

        /// <summary>Divided, and rounded to one decimal, half up: nothing is negative here.</summary>
        public decimal ToTenths(int divisor) => (decimal)((20 * Above + Below * divisor) / (2 * Below * divisor)) / 10m;
    }
}
