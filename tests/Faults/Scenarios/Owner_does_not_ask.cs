using Periods.Faults.Load;
using Periods.Faults.Running;
using Periods.Gateway.Tests.Running;

namespace Periods.Faults.Scenarios;

/// <summary>One process that owns the journal answers reads without asking, whatever becomes of its connections, its database and itself.</summary>
[Collection(nameof(WaitingRun))]
public sealed class Owner_does_not_ask(WaitingRun run)
{
    [Fact]
    public Task What_an_owner_answers_without_asking_is_the_truth_whatever_fails() => run.Play("own", async (figures, seed) =>
    {
        await using var database = new Database();
        await using var cluster = await Cluster.OfOwner(database);
        var (proxy, silo) = (cluster.ProxyOf(0), cluster.Only);
        Func<Task>[] faults = [LoseAnswers, CommitLate, CommitAfterDeath, StopDatabase, FreezeSilo];
        var workload = await Workload.Prepare(cluster, seed);
        await workload.During(async () =>
        {
            for (var i = 0; i < Rounds.Of(1, 8); i++)
                foreach (var fault in faults)
                {
                    await workload.Acknowledges(60);
                    await fault();
                    figures.Injected(1);
                    await cluster.StartAll();
                    await workload.Acknowledges(60);
                }
        });
        await FaultRun.Settle(figures, cluster, workload);

        async Task LoseAnswers()
        {
            proxy.LosesAnswers = true;
            await Injected(4);
            proxy.LosesAnswers = false;
        }

        // What the silo has given up waiting for reaches the database all the same.
        async Task CommitLate()
        {
            proxy.Delay = Limits.CommitMax + TimeSpan.FromSeconds(1);
            await Injected(4);
            proxy.Delay = TimeSpan.Zero;
        }

        // What it has sent reaches the database when the next process is there already.
        async Task CommitAfterDeath()
        {
            proxy.Delay = Limits.CommitMax + TimeSpan.FromSeconds(1);
            await Injected(2);
            await silo.Kill();
            proxy.Delay = TimeSpan.Zero;
        }

        async Task StopDatabase()
        {
            database.StopImmediately();
            await Until.Holds(async () => !await silo.IsReady());
            database.Start();
        }

        async Task FreezeSilo()
        {
            await silo.Freeze();
            await Lasting.For(TimeSpan.FromSeconds(3));
            await silo.Thaw();
        }

        async Task Injected(int times)
        {
            var before = proxy.Injected;
            await Until.Holds(() => Task.FromResult(proxy.Injected >= before + times));
        }
    });
}
