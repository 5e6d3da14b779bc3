using System.Diagnostics;
using Periods.Faults.Load;
using Periods.Faults.Running;
using Periods.Gateway.Tests.Running;

namespace Periods.Faults.Scenarios;

/// <summary>S17: one tenant floods the service with 50 times the clients of another.</summary>
[Collection(nameof(FaultRun))]
public sealed class S17_Flood(FaultRun run)
{
    private const int Clients = 4;
    private const int TimesItsShare = 50;

    [Fact]
    public Task S17_A_tenant_that_floods_is_told_to_come_back_and_others_are_served_as_before() => run.Play("S17", async (figures, _) =>
    {
        await using var cluster = await Cluster.OnFile();
        var (quiet, flooding) = (await cluster.NewCompany(), await cluster.NewCompany());
        var (period, flooded) = (await quiet.OpenPeriod(), await flooding.OpenPeriod());
        await Slowest(quiet, period); // the first requests of a process are its slowest
        var before = await Slowest(quiet, period);

        using var stop = new CancellationTokenSource();
        var flood = new Flood(cluster.Only.Door, flooding, flooding.Member, $"/api/v1/accounting-periods/{flooded}/sign-offs", """{"role":"preparer"}""");
        var flowing = flood.Run(TimesItsShare * Clients, stop.Token);
        var during = await Slowest(quiet, period);
        await stop.CancelAsync();
        await flowing;

        Assert.True(flood.Refused > 0, $"none of {flood.Accepted} was told to come back");
        // Of the short form's 400 requests four decide, and of those the flood's first moment is most.
        Assert.True(!Rounds.AreLong || during <= 2 * before, $"99 % within {before} before, within {during} in the flood");
        figures.Acknowledged(flood.Accepted);
        figures.Injected(flood.Refused);
        figures.Note($"99 % within {before.TotalMilliseconds:0.0} ms, {during.TotalMilliseconds:0.0} ms in the flood; {flood.Refused} of {flood.Accepted + flood.Refused} refused");
    });

    /// <summary>The time within which 99 of 100 commands of a few steady clients are answered.</summary>
    private static async Task<TimeSpan> Slowest(Company company, Guid period)
    {
        var took = await Task.WhenAll(Enumerable.Range(0, Clients).Select(async client =>
        {
            var times = new List<TimeSpan>();
            using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
            for (var i = 0; i < Rounds.Of(100, 1_000); i++)
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
