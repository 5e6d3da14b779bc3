using System.Diagnostics;
using Periods.Simulation.Tests.Model.Steps;

namespace Periods.Simulation.Tests.Model.Playing;

/// <summary>Tokens that were taken back. The silo that was asked knows at once; until the others have to, what they answer is theirs to choose, and none is asked.</summary>
internal sealed class DeadTokens(Wire wire)
{
    /// <summary>The promise of the service.</summary>
    private static readonly TimeSpan EverywhereWithin = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(50);

    private readonly Dictionary<string, int> _silos = [];

    /// <summary>The silo that knows; null of a token that nobody took back.</summary>
    public int? KnownTo(string? token) => token is not null && _silos.TryGetValue(token, out var silo) ? silo : null;

    public void Note(string token, int silo) => _silos.TryAdd(token, silo);

    /// <param name="probe">A request with the token.</param>
    public async Task GoneEverywhere(Step step, Exchange probe)
    {
        var since = Stopwatch.StartNew();
        using var pace = new PeriodicTimer(Pace);
        for (var silo = 0; silo < wire.Silos; silo++)
            while (true)
            {
                var asked = since.Elapsed;
                var answer = await wire.Send(probe with { Silo = silo });
                if (answer.Status == 401) break;
                if (asked > EverywhereWithin) throw new Difference(step, $"a token that is dead on silo {silo}", answer);
                await pace.WaitForNextTickAsync();
            }
    }
}
