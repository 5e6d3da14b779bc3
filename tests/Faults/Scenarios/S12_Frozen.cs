using Periods.Faults.Load;
using Periods.Faults.Running;

namespace Periods.Faults.Scenarios;

/// <summary>S12: a silo is frozen by SIGSTOP while it writes, and thawed long after others went on.</summary>
[Collection(nameof(FaultRun))]
public sealed class S12_Frozen(FaultRun run)
{
    [Fact]
    public Task S12_No_late_write_of_a_silo_that_was_frozen_lands_over_a_newer_version() => run.Play("S12", async (figures, seed) =>
    {
        await using var cluster = await Cluster.On(run.Shared(), silos: 3);
        var workload = await Workload.Prepare(cluster, seed);
        await workload.During(async () =>
        {
            for (var i = 0; i < Rounds.Of(1, 4); i++)
            {
                await workload.Acknowledges(100);
                await cluster.Silos[i % 3].Freeze();
                figures.Injected(1);
                // Longer than clients wait, so that what it has begun is asked for again elsewhere. Every third request goes to it, and waits.
                await Task.WhenAll(Lasting.For(Rounds.Of(TimeSpan.FromSeconds(8), TimeSpan.FromSeconds(40))), workload.Acknowledges(10));
                await cluster.Silos[i % 3].Thaw();
                await workload.Acknowledges(100);
            }
        });
        await FaultRun.Settle(figures, cluster, workload);
    });
}
