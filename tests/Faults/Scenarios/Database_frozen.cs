using System.Diagnostics;
using Periods.Faults.Load;
using Periods.Faults.Running;
using Periods.Gateway.Tests.Running;

namespace Periods.Faults.Scenarios;

/// <summary>PostgreSQL is frozen by SIGSTOP under load, as a paused machine or a network that swallows everything: no connection breaks, and nothing comes over any.</summary>
[Collection(nameof(WaitingRun))]
public sealed class Database_frozen(WaitingRun run)
{
    /// <summary>Requests under way get five seconds, and what is left then is left.</summary>
    private static readonly TimeSpan EndsWithin = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan RecoversWithin = TimeSpan.FromSeconds(15);

    [Fact]
    public Task With_a_frozen_database_commands_are_answered_and_a_silo_is_alive_and_can_be_ended() => run.Play("frz", async (figures, seed) =>
    {
        await using var database = new Database();
        await using var cluster = await Cluster.On(database, silos: 2);
        var workload = await Workload.Prepare(cluster, seed);
        await workload.During(async () =>
        {
            for (var i = 0; i < Rounds.Of(1, 5); i++)
            {
                await workload.Acknowledges(100);
                var failures = workload.Ledger.Failures.Count;
                database.Freeze();
                figures.Injected(1);
                try
                {
                    foreach (var silo in cluster.Silos) await Until.Holds(async () => !await silo.IsReady());
                    await Until.Holds(() => Task.FromResult(workload.Ledger.Failures.Count > failures + 10));
                    foreach (var silo in cluster.Silos) Assert.True(await silo.IsLive(), $"{silo.Name} does not say that it is alive");
                    var ended = await cluster.Silos[0].Terminate();
                    Assert.True(ended < EndsWithin, $"{ended} to end");
                }
                finally
                {
                    database.Thaw();
                }

                var since = Stopwatch.GetTimestamp();
                await cluster.Silos[0].Start();
                foreach (var silo in cluster.Silos) await Until.Holds(silo.IsReady);
                await workload.Acknowledges(50);
                var took = Stopwatch.GetElapsedTime(since);
                Assert.True(took < RecoversWithin, $"{took} after PostgreSQL went on");
                figures.Note($"well again {took.TotalSeconds:0.0} s after PostgreSQL");
            }
        });
        await FaultRun.Settle(figures, cluster, workload);
    });
}
