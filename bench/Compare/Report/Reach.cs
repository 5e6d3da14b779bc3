using Periods.Compare.Cases;

namespace Periods.Compare.Report;

/// <summary>How far the service should be ahead, or may be behind, and how far it is.</summary>
internal sealed record Reach(string What, string Against, double Value, double Bound, bool AtLeast)
{
    public bool IsMet => AtLeast ? Value >= Bound : Value <= Bound;

    /// <summary>Those that follow from what was measured.</summary>
    public static IEnumerable<Reach> Of(CaseResult result)
    {
        var load = result.Case;
        var ours = result.Medians[load.Sides[0]];
        foreach (var (side, other) in result.Medians)
        {
            var rate = ours.PerSecond / other.PerSecond;
            switch (load.Work, load.Sides[0], side)
            {
                case (Work.SignOffs, Sides.Periods, Sides.Plain):
                    yield return Rate(side, rate, 4);
                    yield return new(Named("p99 of"), side, ours.P99 / other.P99, 0.5, AtLeast: false);
                    yield return new(Named("PostgreSQL's processor time for"), side, ours.Postgres / other.Postgres, 0.1, AtLeast: false);
                    yield return new(Named("WAL bytes for"), side, ours.WalBytes / other.WalBytes, 1, AtLeast: false);
                    break;
                case (Work.SignOffs, Sides.PeriodsSqlite, Sides.Echo):
                    yield return Rate(side, rate, 0.4);
                    break;
                case (Work.HotPeriod, Sides.Periods, Sides.Plain):
                    yield return Rate(side, rate, 20);
                    break;
                case (Work.Closes, Sides.Periods, Sides.Plain):
                    yield return Rate(side, rate, 4);
                    break;
                case (Work.Scores, _, Sides.Plain):
                    yield return Rate(side, rate, 3);
                    break;
                case (Work.Scores, _, Sides.Echo):
                    yield return Rate(side, rate, 0.85);
                    break;
            }
        }

        Reach Rate(string side, double rate, double bound) => new(Named("rate of"), side, rate, bound, AtLeast: true);

        string Named(string figure) => $"{figure} {load.Work}, {load.Sides[0]}, {load.Connections} connections";
    }
}
