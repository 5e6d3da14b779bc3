using Periods.Compare.Cases;
using Periods.Compare.Books;
using Periods.Compare.Meters;
using Periods.Compare.Servers;
using Periods.Load;

namespace Periods.Overhead;

/// <summary>One build of the service with its books, watched or not.</summary>
internal sealed record Side(Server Server, IReadOnlyList<Book> Books)
{
    /// <summary>All connections are under way before anything counts.</summary>
    private static readonly TimeSpan RunUp = TimeSpan.FromSeconds(0.4);

    public static async Task<Side> Start(Server server, Uri ready, string operatorToken)
    {
        await server.Ready(ready);
        return new(server, await new BookMaker(server, operatorToken).Make());
    }

    public async Task<Round> Measure(int connections, TimeSpan duration)
    {
        using var loop = new ClosedLoop(Server.Address, connections, Scripts.SignOffsSpread(Books, connections));
        await Task.Delay(RunUp);
        var spent = ProcessTime.Of(Server.ProcessId);
        loop.Begin();
        await Task.Delay(duration);
        spent = ProcessTime.Of(Server.ProcessId) - spent;
        var result = loop.End();
        if (result.Refused.Count > 0) throw new InvalidOperationException($"{Server.Name} refused sign-offs: {string.Join(", ", result.Refused)}");
        return new(result.PerSecond, spent.Us / result.Answered, result.Latency.At(0.5) / 1000.0, result.Latency.At(0.99) / 1000.0);
    }
}

/// <param name="ServiceUs">Processor time of the service for a sign-off, in microseconds.</param>
/// <param name="P50">In milliseconds, as is P99.</param>
internal sealed record Round(double PerSecond, double ServiceUs, double P50, double P99);
