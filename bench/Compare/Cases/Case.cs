namespace Periods.Compare.Cases;

/// <summary>A load, and the sides it is put on in turn. The first is the service.</summary>
internal sealed record Case(string Work, Script Script, int Connections, params string[] Sides);

/// <summary>The names of the sides.</summary>
internal static class Sides
{
    public const string Periods = "periods";
    public const string PeriodsOwner = "periods, owner";
    public const string PeriodsSqlite = "periods on SQLite";
    public const string Plain = "Plain";
    public const string Echo = "Echo";
}

/// <summary>The names of the loads.</summary>
internal static class Work
{
    public const string SignOffs = "sign-offs spread";
    public const string HotPeriod = "sign-offs hot period";
    public const string HotBusiness = "sign-offs hot business";
    public const string Closes = "closes";
    public const string Entries = "entries";
    public const string Scores = "score reads";
    public const string Lists = "list reads";
    public const string Disk = "disk";
    public const string Start = "start";
}

internal static class AllCases
{
    public static IEnumerable<Case> For(int connections) =>
    [
        new(Work.SignOffs, Scripts.SignOffsSpread, connections, Sides.Periods, Sides.Plain),
        new(Work.SignOffs, Scripts.SignOffsSpread, connections, Sides.PeriodsSqlite, Sides.Echo),
        new(Work.HotPeriod, Scripts.SignOffsHotPeriod, connections, Sides.Periods, Sides.Plain),
        new(Work.HotBusiness, Scripts.SignOffsHotBusiness, connections, Sides.Periods, Sides.Plain),
        new(Work.Closes, Scripts.Closes, connections, Sides.Periods, Sides.Plain),
        new(Work.Entries, Scripts.Entries, connections, Sides.Periods, Sides.Plain),
        new(Work.Entries, Scripts.Entries, connections, Sides.PeriodsSqlite, Sides.Echo),
        new(Work.Scores, Scripts.Scores, connections, Sides.Periods, Sides.Plain, Sides.Echo),
        new(Work.Scores, Scripts.Scores, connections, Sides.PeriodsOwner, Sides.Plain, Sides.Echo),
        new(Work.Scores, Scripts.Scores, connections, Sides.PeriodsSqlite, Sides.Plain, Sides.Echo),
        new(Work.Lists, Scripts.Lists, connections, Sides.Periods, Sides.Plain, Sides.Echo),
        new(Work.Lists, Scripts.Lists, connections, Sides.PeriodsOwner, Sides.Plain, Sides.Echo),
    ];
}
