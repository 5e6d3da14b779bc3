using Periods.Compare.Meters;
using Periods.Compare.Servers;
using Periods.Compare.Books;
using Periods.Load;

namespace Periods.Compare.Cases;

/// <summary>A server that has its books.</summary>
internal sealed record Side(Server Server, IReadOnlyList<Book> Books);

/// <summary>All rounds of one case, and their medians.</summary>
internal sealed record CaseResult(Case Case, IReadOnlyDictionary<string, IReadOnlyList<Measurement>> Rounds)
{
    public IReadOnlyDictionary<string, Measurement> Medians { get; } = Rounds.ToDictionary(r => r.Key, r => Measurement.Median(r.Value));
}

/// <summary>Puts a case's load on its sides in turn and reads the meters around it.</summary>
internal sealed class Comparison(IReadOnlyDictionary<string, Side> sides, PostgresMeter postgres, int rounds, TimeSpan duration)
{
    /// <summary>Before a case: code that is new to it is compiled.</summary>
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(4);

    /// <summary>Before the first case of a side: nearly all of its code is new, and is compiled twice, beside the load.</summary>
    private static readonly TimeSpan FirstWarmUp = TimeSpan.FromSeconds(20);

    /// <summary>Before each measurement: all connections are under way.</summary>
    private static readonly TimeSpan RunUp = TimeSpan.FromSeconds(0.4);

    private readonly HashSet<string> _warm = [];

    public async Task<CaseResult> Run(Case load)
    {
        foreach (var side in load.Sides) await Measure(load, side, _warm.Add(side) ? FirstWarmUp : WarmUp, TimeSpan.Zero);
        var measured = load.Sides.ToDictionary(side => side, _ => new List<Measurement>());
        for (var round = 0; round < rounds; round++)
        {
            foreach (var side in load.Sides) measured[side].Add(await Measure(load, side, RunUp, duration));
        }
        return new(load, measured.ToDictionary(m => m.Key, IReadOnlyList<Measurement> (m) => m.Value));
    }

    private async Task<Measurement> Measure(Case load, string name, TimeSpan before, TimeSpan during)
    {
        var side = sides[name];
        using var loop = new ClosedLoop(side.Server.Address, load.Connections, load.Script(side.Books, load.Connections));
        await Task.Delay(before);
        var spent = await postgres.Read();
        var service = ProcessTime.Of(side.Server.ProcessId);
        var client = ProcessTime.Of(Environment.ProcessId);
        loop.Begin();
        await Task.Delay(during);
        client = ProcessTime.Of(Environment.ProcessId) - client;
        service = ProcessTime.Of(side.Server.ProcessId) - service;
        spent = await postgres.Read() - spent;
        return Measurement.Of(loop.End(), service, spent, client);
    }
}
