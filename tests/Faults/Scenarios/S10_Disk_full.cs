using Periods.Faults.Load;
using Periods.Faults.Running;
using Periods.Gateway.Tests.Running;

namespace Periods.Faults.Scenarios;

/// <summary>S10: the disk is full, then freed.</summary>
[Collection(nameof(WaitingRun))]
public sealed class S10_Disk_full(WaitingRun run)
{
    [Fact]
    public Task S10_On_a_full_disk_writes_fail_clean_and_reads_work_and_once_it_is_freed_so_do_writes() => run.Play("S10", async (figures, seed) =>
    {
        await using var disk = await SmallDisk.Mount(mebibytes: 64);
        await using var cluster = await Cluster.OnFile(disk.File("periods.db"));
        var workload = await Workload.Prepare(cluster, seed);
        var hot = workload.Months[0];
        var quiet = await workload.NewMonth(workload.NewClient("setup"), hot.Company, isPrivate: true);
        var viewer = cluster.Only.Door.As(hot.Company, hot.Company.Viewer);
        await workload.During(async () =>
        {
            for (var i = 0; i < Rounds.Of(1, 5); i++)
            {
                await workload.Acknowledges(100);
                var failures = workload.Ledger.Failures.Count;
                disk.Fill();
                figures.Injected(1);
                await Until.Holds(async () => workload.Ledger.Failures.Count > failures + 20 && !await cluster.Only.IsReady());
                Assert.True(await cluster.Only.IsLive());
                (await viewer.CloseScore(quiet.Period!.Value)).Ok();
                (await viewer.CloseScore(hot.Period!.Value)).Ok();
                disk.Free();
                await Until.Holds(cluster.Only.IsReady);
                await workload.Acknowledges(50);
            }
        });
        await FaultRun.Settle(figures, cluster, workload);
    });
}
