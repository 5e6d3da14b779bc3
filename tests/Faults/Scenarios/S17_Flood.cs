using System.Diagnostics;
using Periods.Faults.Load;
using Periods.Faults.Running;
using Periods.Gateway.Tests.Running;

namespace Periods.Faults.Scenarios;

/// <summary>
/// S17: one tenant floods the service with 50 times the clients of another. The flood's own clients take most of the machine they share with the service, and nobody there
/// is served as before. So the other is held against a tenant of another service on the same machine, at the same time.
/// </summary>
[Collection(nameof(FaultRun))]
public sealed class S17_Flood(FaultRun run)
{
    /// <summary>So many that without shares the other waits more than twice as long.</summary>
    private const int Clients = 12;
    private const int TimesItsShare = 50;

    [Fact]
    public Task S17_A_tenant_that_floods_is_told_to_come_back_and_others_are_served_as_beside_it() => run.Play("S17", async (figures, _) =>
    {
        await using var cluster = await Cluster.OnFile();
        await using var beside = await Cluster.OnFile();
        var (quiet, flooding, apart) = (await cluster.NewCompany(), await cluster.NewCompany(), await beside.NewCompany());
        var (period, flooded, periodApart) = (await quiet.OpenPeriod(), await flooding.OpenPeriod(), await apart.OpenPeriod());
        // The first requests of a process are its slowest.
        await Task.WhenAll(Slowest(quiet, period), Slowest(apart, periodApart));

        using var stop = new CancellationTokenSource();
        var flood = new Flood(cluster.Only.Door, flooding, flooding.Member, $"/api/v1/accounting-periods/{flooded}/sign-offs", """{"role":"preparer"}""");
        var flowing = flood.Run(TimesItsShare * Clients, stop.Token);
        var windows = new List<(TimeSpan InTheFlood, TimeSpan BesideIt)>();
        for (var window = 0; window < Rounds.Of(1, 5); window++)
        {
            var both = await Task.WhenAll(Slowest(quiet, period), Slowest(apart, periodApart));
            windows.Add((both[0], both[1]));
        }
        // The middle one: in the first the service compiles what the flood is the first to run often, and for seconds at a time the machine favours one of the two.
        var (inTheFlood, besideIt) = windows.OrderBy(both => both.InTheFlood / both.BesideIt).ElementAt(windows.Count / 2);
        await stop.CancelAsync();
        await flowing;

        Assert.True(flood.Refused > 0, $"none of {flood.Accepted} was told to come back");
        // The short form is that first window alone.
        Assert.True(!Rounds.AreLong || inTheFlood <= 2 * besideIt, $"99 % within {inTheFlood} in the flood, within {besideIt} beside it");
        figures.Acknowledged(flood.Accepted);
        figures.Injected(flood.Refused);
        figures.Note($"99 % within {inTheFlood.TotalMilliseconds:0.0} ms, {besideIt.TotalMilliseconds:0.0} ms beside it ({string.Join(", ", windows.Select(both => $"{both.InTheFlood / both.BesideIt:0.0}"))}); {flood.Refused} of {flood.Accepted + flood.Refused} refused");
    });

    /// <summary>The time within which 99 of 100 commands of a few steady clients are answered.</summary>
    private static async Task<TimeSpan> Slowest(Company company, Guid period)
    {
        var took = await Task.WhenAll(Enumerable.Range(0, Clients).Select(async client =>
        {
            var times = new List<TimeSpan>();
            using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
            for (var i = 0; i < Rounds.Of(100, 500); i++)
            {
                var since = Stopwatch.GetTimestamp();
                Assert.Equal(201, (await company.Member.Client.SignOff(period, "reviewer", $"{client} {i}")).Status);
                times.Add(Stopwatch.GetElapsedTime(since));
                await pace.WaitForNextTickAsync();
            }
            return times;
        }));
        var ordered = took.SelectMany(t => t).Order().ToList();
        return ordered[ordered.Count * 99 / 100];
    }
}
