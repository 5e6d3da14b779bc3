using Periods.Faults.Load;
using Periods.Faults.Running;
using Periods.Gateway.Tests.Running;

namespace Periods.Faults.Scenarios;

/// <summary>S5: the answer is lost after the commit, the client retries with its key. On its way from the silo, and on its way from the database.</summary>
[Collection(nameof(FaultRun))]
public sealed class S05_Answer_lost(FaultRun run)
{
    [Fact]
    public Task S5_A_command_whose_answer_was_lost_is_answered_the_same_and_happens_once() => run.Play("S5", async (figures, seed) =>
    {
        await LoseTheSilos(figures, seed);
        await LoseTheDatabases(figures, seed);
    });

    private static async Task LoseTheSilos(Figures figures, int seed)
    {
        await using var cluster = await Cluster.OnFile();
        await using var proxy = new FaultProxy(cluster.Only.Door.Address.Port) { LosesAnswers = true };
        using var losing = new Door("losing", proxy.Address);
        var turn = 0;
        var workload = await Workload.Prepare(cluster, seed, () => Interlocked.Increment(ref turn) % 3 == 0 ? losing : cluster.Only.Door);
        await workload.During(() => workload.Acknowledges(Rounds.Of(200, 3_000)));
        figures.Injected(proxy.Injected);

        var repeated = workload.Ledger.Commands.Where(c => c.Attempts > 1 && c.Answer is not null).Take(100).ToList();
        Assert.NotEmpty(repeated);
        foreach (var command in repeated)
        {
            var again = await LoadClient.Repeat(command, cluster.Only.Door);
            Assert.Equal($"{command.Answer!.Status} {command.Answer.Body}", $"{again.Status} {again.Body}");
        }
        await FaultRun.Settle(figures, cluster, workload);
    }

    private async Task LoseTheDatabases(Figures figures, int seed)
    {
        var database = run.Shared();
        await using var cluster = await Cluster.On(database, silos: 2, () => new FaultProxy(database.Port));
        var workload = await Workload.Prepare(cluster, seed);
        await workload.During(async () =>
        {
            for (var i = 0; i < Rounds.Of(6, 60); i++)
            {
                var proxy = cluster.ProxyOf(i % 2);
                var before = proxy.Injected;
                proxy.LosesAnswers = true;
                await Until.Holds(() => Task.FromResult(proxy.Injected > before));
                proxy.LosesAnswers = false;
                await workload.Acknowledges(20);
                figures.Injected(proxy.Injected - before);
            }
        });
        await FaultRun.Settle(figures, cluster, workload);
    }
}
