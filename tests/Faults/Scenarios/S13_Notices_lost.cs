using System.Diagnostics;
using Periods.Faults.Load;
using Periods.Faults.Running;
using Periods.Gateway.Tests.Running;

namespace Periods.Faults.Scenarios;

/// <summary>
/// S13: of the notices between silos 30 % are lost, 30 % doubled, 20 % late: PostgreSQL's notifications on the local host; on the Orleans host whatever message between silos has a
/// notice in it, on a way that silos of the local host do not go.
/// </summary>
[Collection(nameof(FaultRun))]
public sealed class S13_Notices_lost(FaultRun run)
{
    private static readonly TimeSpan CaughtUpWithin = TimeSpan.FromSeconds(10);

    [Fact]
    public Task S13_Whatever_happens_to_notices_every_watcher_has_seen_every_change_within_seconds() => run.Play("S13", async (figures, seed) =>
    {
        var database = run.Shared();
        var notifications = new BadCarrier(new PostgresFraming(), seed, lost: 30, doubled: 30, late: 20);
        var streams = new BadCarrier(new OrleansFraming(), seed, lost: 30, doubled: 30, late: 20);
        await using var cluster = await Cluster.On(database, silos: 3, () => new FaultProxy(database.Port, notifications), between: streams);
        var workload = await Workload.Prepare(cluster, seed);
        var client = workload.NewClient("feed");
        var month = await workload.NewMonth(client, workload.Tenants[0], isPrivate: true);
        var watchers = cluster.Silos.Select(_ => new Watcher(month.Company, month.Company.Viewer, month.Period!.Value)).ToList();
        for (var i = 0; i < watchers.Count; i++) await watchers[i].Open(cluster.Silos[i].Door);
        var slowest = TimeSpan.Zero;
        await workload.During(async () =>
        {
            // A gap shows with the next notice; that the last one is missing shows to nobody, so here every fifth is the last one.
            for (var i = 0; i < Rounds.Of(8, 60); i++)
            {
                for (var j = 0; j < 4; j++) await client.Do(workload.NewReport(month));
                var version = (long)(await client.Do(workload.NewReport(month))).Answer!.Number("version");
                var since = Stopwatch.GetTimestamp();
                await Until.Holds(() => Task.FromResult(watchers.TrueForAll(w => w.Last >= version)));
                if (Stopwatch.GetElapsedTime(since) is var took && took > slowest) slowest = took;
            }
        });
        Assert.True(slowest < CaughtUpWithin, $"the last watcher had caught up after {slowest}");
        foreach (var watcher in watchers) watcher.MissedNothing();

        figures.Injected(notifications.Touched + streams.Touched);
        figures.Note($"caught up after {slowest.TotalSeconds:0.0} s, {watchers[0].Last} changes");
        await FaultRun.Settle(figures, cluster, workload);
    });
}
