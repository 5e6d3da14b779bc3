using System.Globalization;

namespace Periods.Faults.Scenarios;

/// <summary>How long the run is: one short round of each scenario, or as many long ones as PERIODS_FAULT_ROUNDS says.</summary>
internal static class Rounds
{
    private static readonly int? Asked = Number("PERIODS_FAULT_ROUNDS");

    public static int Count => Asked ?? 1;

    public static bool AreLong => Asked is not null;

    /// <summary>Of the first round; each further round adds one. PERIODS_FAULT_SEED repeats a run's requests, though not its races.</summary>
    public static int Seed { get; } = Number("PERIODS_FAULT_SEED") ?? Random.Shared.Next();

    /// <summary>A length of time, or a number of things, by the form of the run.</summary>
    public static T Of<T>(T inShort, T inLong) => AreLong ? inLong : inShort;

    private static int? Number(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : null;
}
