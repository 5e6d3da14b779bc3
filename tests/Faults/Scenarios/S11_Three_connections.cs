using System.Diagnostics;
using Periods.Faults.Load;
using Periods.Faults.Running;

namespace Periods.Faults.Scenarios;

/// <summary>S11: three connections in the pool, 500 commands at once.</summary>
[Collection(nameof(FaultRun))]
public sealed class S11_Three_connections(FaultRun run)
{
    private const int AtOnce = 500;
    private static readonly TimeSpan AnsweredWithin = TimeSpan.FromSeconds(15);

    [Fact]
    public Task S11_With_three_connections_five_hundred_commands_at_once_are_all_answered() => run.Play("S11", async (figures, seed) =>
    {
        await using var cluster = await Cluster.On(run.Shared(), silos: 1, settings: ";Maximum Pool Size=3");
        var workload = await Workload.Prepare(cluster, seed);
        for (var i = 0; i < Rounds.Of(2, 10); i++)
        {
            var since = Stopwatch.GetTimestamp();
            var entries = await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(n => workload.NewClient($"{n}").Do(workload.NewReport(workload.Months[n % workload.Months.Count]))));
            var took = Stopwatch.GetElapsedTime(since);
            Assert.All(entries, entry => Assert.Equal(Fate.Acknowledged, entry.Fate));
            Assert.True(took < AnsweredWithin, $"the last one was answered after {took}");
            figures.Injected(AtOnce);
            figures.Recovered(took);
        }
        await FaultRun.Settle(figures, cluster, workload);
    });
}
