using Periods.Faults.Load;
using Periods.Faults.Running;

namespace Periods.Faults.Scenarios;

/// <summary>S2: one of three silos is killed every few seconds, clients retry with keys.</summary>
[Collection(nameof(FaultRun))]
public sealed class S02_Kill_loop(FaultRun run)
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(3);

    [Fact]
    public Task S2_While_silos_are_killed_one_after_the_other_every_command_gets_its_answer_and_happens_once() => run.Play("S2", async (figures, seed) =>
    {
        await using var cluster = await Cluster.On(run.Shared(), silos: 3);
        var workload = await Workload.Prepare(cluster, seed);
        await workload.During(async () =>
        {
            for (var i = 0; i < Rounds.Of(3, 20); i++)
            {
                var silo = cluster.Silos[i % cluster.Silos.Count];
                await silo.Kill();
                figures.Injected(1);
                await Task.WhenAll(silo.Start(), Lasting.For(Every));
            }
        });
        Assert.DoesNotContain(workload.Ledger.Commands, c => c.Fate == Fate.Unknown);
        var rate = 100.0 * workload.Ledger.Failures / workload.Ledger.Attempts;
        Assert.True(rate < 5, $"{rate:0.0} % of all attempts failed");
        figures.Note($"{rate:0.00} % of {workload.Ledger.Attempts} attempts failed");
        await FaultRun.Settle(figures, cluster, workload);
    });
}
