using Periods.Faults.Load;
using Periods.Faults.Running;

namespace Periods.Faults.Scenarios;

/// <summary>S15: a rolling restart of three silos under load, by SIGTERM.</summary>
[Collection(nameof(FaultRun))]
public sealed class S15_Rolling_restart(FaultRun run)
{
    [Fact]
    public Task S15_A_rolling_restart_loses_no_acknowledged_command_and_fails_fewer_than_one_in_a_thousand() => run.Play("S15", async (figures, seed) =>
    {
        await using var cluster = await Cluster.On(run.Shared(), silos: 3);
        var workload = await Workload.Prepare(cluster, seed);
        await workload.During(async () =>
        {
            for (var i = 0; i < Rounds.Of(1, 5); i++)
            {
                foreach (var silo in cluster.Silos)
                {
                    figures.Recovered(await silo.Terminate());
                    figures.Injected(1);
                    await silo.Start();
                    await workload.Acknowledges(250);
                }
            }
        });
        var ledger = workload.Ledger;
        Assert.True(ledger.Failures.Count * 1000 <= ledger.Attempts, $"{ledger.Failures.Count} of {ledger.Attempts} attempts failed:\n{string.Join('\n', ledger.Failures.Take(5))}");
        figures.Note($"{ledger.Failures.Count} of {ledger.Attempts} attempts failed, {ledger.TurnedAway} found the door shut{string.Concat(ledger.Failures.Take(3).Select(f => $"; {f}"))}");
        await FaultRun.Settle(figures, cluster, workload);
    });
}
