namespace Periods.Compare.Cases;

/// <summary>A load, and the sides it is put on in turn. The first is the service.</summary>
internal sealed record Case(string Name, Script Script, int Connections, params string[] Sides);

/// <summary>The names of the sides.</summary>
internal static class Sides
{
    public const string Periods = "periods";
    public const string PeriodsSqlite = "periods-sqlite";
    public const string Plain = "plain";
    public const string Echo = "echo";
}

internal static class AllCases
{
    public static IEnumerable<Case> For(int connections) =>
    [
        new("sign-offs spread", Scripts.SignOffsSpread, connections, Sides.Periods, Sides.Plain),
        new("sign-offs spread", Scripts.SignOffsSpread, connections, Sides.PeriodsSqlite, Sides.Echo),
        new("sign-offs hot period", Scripts.SignOffsHotPeriod, connections, Sides.Periods, Sides.Plain),
        new("sign-offs hot business", Scripts.SignOffsHotBusiness, connections, Sides.Periods, Sides.Plain),
        new("closes", Scripts.Closes, connections, Sides.Periods, Sides.Plain),
        new("score reads", Scripts.Scores, connections, Sides.Periods, Sides.Plain, Sides.PeriodsSqlite, Sides.Echo),
        new("list reads", Scripts.Lists, connections, Sides.Periods, Sides.Plain, Sides.PeriodsSqlite, Sides.Echo),
    ];
}
