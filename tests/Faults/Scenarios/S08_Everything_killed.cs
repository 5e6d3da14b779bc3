using Periods.Faults.Load;
using Periods.Faults.Running;

namespace Periods.Faults.Scenarios;

/// <summary>S8: SIGKILL everything at once, start again.</summary>
[Collection(nameof(FaultRun))]
public sealed class S08_Everything_killed(FaultRun run)
{
    [Fact]
    public Task S8_After_everything_was_killed_at_once_all_acknowledged_work_is_there() => run.Play("S8", async (figures, seed) =>
    {
        await using (var cluster = await Cluster.OnFile()) await KillAll(figures, seed, cluster, null);
        await using var database = new Database();
        await using (var cluster = await Cluster.On(database, silos: 3)) await KillAll(figures, seed, cluster, database);
    });

    private static async Task KillAll(Figures figures, int seed, Cluster cluster, Database? database)
    {
        var workload = await Workload.Prepare(cluster, seed);
        await workload.During(async () =>
        {
            for (var i = 0; i < Rounds.Of(1, 10); i++)
            {
                await workload.Acknowledges(150);
                await Task.WhenAll(cluster.KillAll(), Task.Run(() => database?.StopImmediately()));
                figures.Injected(1);
                database?.Start();
                await cluster.StartAll();
            }
            await workload.Acknowledges(50);
        });
        await FaultRun.Settle(figures, cluster, workload);
    }
}
