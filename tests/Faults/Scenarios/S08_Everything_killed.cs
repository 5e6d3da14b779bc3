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
        await using var cluster = await Cluster.OnFile();
        var workload = await Workload.Prepare(cluster, seed);
        await workload.During(async () =>
        {
            for (var i = 0; i < Rounds.Of(2, 10); i++)
            {
                await workload.Acknowledges(200);
                await cluster.KillAll();
                figures.Injected(1);
                await cluster.StartAll();
            }
            await workload.Acknowledges(50);
        });
        await FaultRun.Settle(figures, cluster, workload);
    });
}
