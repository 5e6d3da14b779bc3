using Periods.Faults.Load;
using Periods.Faults.Running;

namespace Periods.Faults.Scenarios;

/// <summary>S1: SIGKILL the silo that holds a hot period, during a close.</summary>
[Collection(nameof(FaultRun))]
public sealed class S01_Holder_killed(FaultRun run)
{
    [Fact]
    public Task S1_When_the_holder_of_a_hot_period_is_killed_during_its_close_the_next_call_succeeds_elsewhere() => run.Play("S1", async (figures, seed) =>
    {
        await using var cluster = await Cluster.On(run.Shared(), silos: 3);
        var workload = await Workload.Prepare(cluster, seed);
        var holder = cluster.Silos[0];
        await workload.During(async () =>
        {
            for (var i = 0; i < Rounds.Of(2, 10); i++)
            {
                var month = await workload.NewMonth(workload.NewClient("setup"), workload.Tenants[0]);
                var first = 0;
                var closer = workload.NewClient("closer", () => Interlocked.Increment(ref first) == 1 ? holder.Door : cluster.Silos[1 + first % 2].Door);
                var warm = workload.NewClient("warm", () => holder.Door);
                // Few enough at once that the checker can try every order of them: reports of equal score differ in nothing else.
                await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => warm.Do(workload.NewReport(month))));

                var closing = closer.Do(new Request(Deed.Close, month.Company, month.Company.Owner, month));
                await holder.Kill();
                figures.Injected(1);
                // Somebody else of the load may have closed it before.
                Assert.NotEqual(Fate.Unknown, (await closing).Fate);
                await workload.Acknowledges(50);
                await holder.Start();
            }
        });
        await FaultRun.Settle(figures, cluster, workload);
    });
}
