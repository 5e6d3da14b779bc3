using System.Diagnostics;
using Periods.Faults.Load;
using Periods.Faults.Running;
using Periods.Gateway.Tests.Running;

namespace Periods.Faults.Scenarios;

/// <summary>S9: PostgreSQL takes two seconds for a statement.</summary>
[Collection(nameof(WaitingRun))]
public sealed class S09_Database_slow(WaitingRun run)
{
    private const int MemoryGrowthMaxMiB = 120;
    private static readonly TimeSpan RecoversWithin = TimeSpan.FromSeconds(20);

    [Fact]
    public Task S9_With_a_slow_database_commands_are_put_off_memory_stays_flat_and_it_passes() => run.Play("S9", async (figures, seed) =>
    {
        var database = run.Shared();
        await using var cluster = await Cluster.On(database, silos: 2, () => new FaultProxy(database.Port));
        var workload = await Workload.Prepare(cluster, seed);
        await workload.During(async () =>
        {
            await workload.Acknowledges(100);
            var memory = cluster.Silos.Max(s => s.MemoryMiB());
            var failures = workload.Ledger.Failures.Count;
            Slow(cluster, TimeSpan.FromSeconds(2));
            await Until.Holds(() => Task.FromResult(workload.Ledger.Failures.Count > failures + 10));
            var slow = Lasting.For(Rounds.Of(TimeSpan.FromSeconds(8), TimeSpan.FromSeconds(40)));
            while (!slow.IsCompleted)
            {
                foreach (var silo in cluster.Silos) Assert.True(await silo.IsLive(), $"{silo.Name} does not say that it is alive");
                await Lasting.For(TimeSpan.FromMilliseconds(50));
            }
            Assert.Contains(workload.Ledger.Failures.Skip(failures), answer => answer.StartsWith("503 ", StringComparison.Ordinal));
            var grown = cluster.Silos.Max(s => s.MemoryMiB()) - memory;
            Assert.True(grown < MemoryGrowthMaxMiB, $"{grown} MiB more");

            Slow(cluster, TimeSpan.Zero);
            var since = Stopwatch.GetTimestamp();
            foreach (var silo in cluster.Silos) await Until.Holds(silo.IsReady);
            await workload.Acknowledges(50);
            var took = Stopwatch.GetElapsedTime(since);
            Assert.True(took < RecoversWithin, $"{took} after it was fast again");
            figures.Note($"{workload.Ledger.Failures.Count - failures} put off, {grown} MiB more, well again after {took.TotalSeconds:0.0} s");
        });
        figures.Injected(cluster.Silos.Select((_, i) => cluster.ProxyOf(i).Injected).Sum());
        await FaultRun.Settle(figures, cluster, workload);
    });

    private static void Slow(Cluster cluster, TimeSpan delay)
    {
        for (var i = 0; i < cluster.Silos.Count; i++) cluster.ProxyOf(i).Delay = delay;
    }
}
