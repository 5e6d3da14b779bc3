using System.Diagnostics;
using Periods.Faults.Load;
using Periods.Faults.Running;
using Periods.Gateway.Tests.Running;

namespace Periods.Faults.Scenarios;

/// <summary>S7: PostgreSQL is stopped at once under load, and is back later.</summary>
[Collection(nameof(FaultRun))]
public sealed class S07_Database_stopped(FaultRun run)
{
    private static readonly TimeSpan RecoversWithin = TimeSpan.FromSeconds(15);

    [Fact]
    public Task S7_Without_its_database_a_silo_is_alive_and_not_ready_and_recovers_by_itself() => run.Play("S7", async (figures, seed) =>
    {
        await using var database = new Database();
        await using var cluster = await Cluster.On(database, silos: 3);
        var workload = await Workload.Prepare(cluster, seed);
        await workload.During(async () =>
        {
            for (var i = 0; i < Rounds.Of(1, 5); i++)
            {
                await workload.Acknowledges(100);
                database.StopImmediately();
                figures.Injected(1);
                foreach (var silo in cluster.Silos)
                {
                    await Until.Holds(async () => !await silo.IsReady());
                    Assert.True(await silo.IsLive());
                }
                await Lasting.For(Rounds.Of(TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(20)));
                database.Start();

                var since = Stopwatch.GetTimestamp();
                foreach (var silo in cluster.Silos) await Until.Holds(silo.IsReady);
                await workload.Acknowledges(50);
                var took = Stopwatch.GetElapsedTime(since);
                Assert.True(took < RecoversWithin, $"{took} after PostgreSQL came back");
                figures.Note($"well again {took.TotalSeconds:0.0} s after PostgreSQL");
            }
        });
        await FaultRun.Settle(figures, cluster, workload);
    });
}
