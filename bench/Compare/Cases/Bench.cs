using Periods.Compare.Books;
using Periods.Compare.Meters;
using Periods.Compare.Servers;
using Periods.Load;

namespace Periods.Compare.Cases;

/// <summary>A server that has its books.</summary>
internal sealed record Side(Server Server, IReadOnlyList<Book> Books);

/// <summary>Puts a load on one side and reads the meters around it.</summary>
internal sealed class Bench(IReadOnlyDictionary<string, Side> sides, PostgresMeter postgres)
{
    public async Task<Measurement> Measure(Case load, string name, TimeSpan warmUp, TimeSpan duration)
    {
        var side = sides[name];
        using var loop = new ClosedLoop(side.Server.Address, load.Connections, load.Script(side.Books, load.Connections));
        await Task.Delay(warmUp);
        var spent = await postgres.Read();
        var service = ProcessTime.Of(side.Server.ProcessId);
        var client = ProcessTime.Of(Environment.ProcessId);
        loop.Begin();
        await Task.Delay(duration);
        client = ProcessTime.Of(Environment.ProcessId) - client;
        service = ProcessTime.Of(side.Server.ProcessId) - service;
        spent = await postgres.Read() - spent;
        return Measurement.Of(loop.End(), service, spent, client);
    }
}
