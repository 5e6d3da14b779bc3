using System.Diagnostics;
using Periods.Compare.Books;
using Periods.Compare.Servers;

namespace Periods.Compare.Starts;

/// <summary>From starting the process to the first answer: of the service a close on an empty store, of Kestrel alone anything.</summary>
internal sealed class StartTimes(string ours, string echo, string work, int port)
{
    /// <returns>Medians in milliseconds.</returns>
    public async Task<(double Service, double Bare)> Measure(int rounds)
    {
        var service = new List<double>();
        var bare = new List<double>();
        for (var round = 0; round < rounds; round++)
        {
            service.Add(await ToFirstClose(round));
            bare.Add(await ToFirstAnswer());
        }
        return (Middle(service), Middle(bare));
    }

    private async Task<double> ToFirstClose(int round)
    {
        var token = $"start-{Guid.NewGuid():N}";
        var began = Stopwatch.GetTimestamp();
        await using var server = Server.Launch(
            "start", Path.Combine(ours, "Periods.Gateway.dll"), port, Path.Combine(work, "start.log"),
            ("ConnectionStrings__Journal", $"Data Source={work}/start-{round}/periods.db"), ("Access__OperatorToken", token));
        await server.Ready();
        await new BookMaker(server, token).CloseOne();
        return Stopwatch.GetElapsedTime(began).TotalMilliseconds;
    }

    private async Task<double> ToFirstAnswer()
    {
        var began = Stopwatch.GetTimestamp();
        await using var server = Server.Launch("bare", Path.Combine(echo, "Periods.Echo.dll"), port, Path.Combine(work, "start.log"));
        await server.Ready();
        return Stopwatch.GetElapsedTime(began).TotalMilliseconds;
    }

    private static double Middle(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
