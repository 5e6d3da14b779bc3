using System.Globalization;
using Xunit.Abstractions;

namespace Periods.Gateway.Tests.Fuzz;

/// <summary>What the random requests of a run follow from. <c>PERIODS_FUZZ_SEED=n</c> sends the same again.</summary>
internal static class Seed
{
    public static int Of(ITestOutputHelper output)
    {
        var asked = Environment.GetEnvironmentVariable("PERIODS_FUZZ_SEED");
        var seed = asked is null ? Environment.TickCount : int.Parse(asked, CultureInfo.InvariantCulture);
        output.WriteLine($"PERIODS_FUZZ_SEED={seed}");
        return seed;
    }
}
