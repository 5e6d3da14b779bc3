using System.Diagnostics;
using Periods.Faults.Load;
using Periods.Faults.Running;
using Periods.Gateway.Tests.Running;

namespace Periods.Faults.Scenarios;

/// <summary>S13: of the notices between silos 30 % are lost, 30 % doubled, 20 % late.</summary>
[Collection(nameof(FaultRun))]
public sealed class S13_Notices_lost(FaultRun run)
{
    private static readonly TimeSpan CaughtUpWithin = TimeSpan.FromSeconds(10);

    [Fact]
    public Task S13_Whatever_happens_to_notices_every_watcher_has_seen_every_change_within_seconds() => run.Play("S13", async (figures, seed) =>
    {
        var database = run.Shared();
        var carrier = new BadCarrier(seed, lost: 30, doubled: 30, late: 20);
        await using var cluster = await Cluster.On(database, silos: 3, () => new FaultProxy(database.Port, carrier));
        var workload = await Workload.Prepare(cluster, seed);
        var month = workload.Months[0];
        var watchers = cluster.Silos.Select(_ => new Watcher(month.Company, month.Company.Viewer, month.Period!.Value)).ToList();
        // A version nobody reaches before the load ends, so that all see the last one.
        var last = new TaskCompletionSource<long>();
        var watching = watchers.Select((watcher, i) => watcher.FollowUntil(cluster.Silos[i].Door, last.Task)).ToList();
        await workload.During(() => workload.Acknowledges(Rounds.Of(500, 3_000)));

        var since = Stopwatch.GetTimestamp();
        last.SetResult((long)(await cluster.Next().As(month.Company, month.Company.Viewer).CloseScore(month.Period!.Value)).Ok().Number("version"));
        await Task.WhenAll(watching);
        var took = Stopwatch.GetElapsedTime(since);
        Assert.True(took < CaughtUpWithin, $"the last watcher had caught up {took} after the load");
        foreach (var watcher in watchers) watcher.MissedNothing();

        figures.Injected(carrier.Touched);
        figures.Note($"caught up after {took.TotalSeconds:0.0} s, {watchers[0].Seen} changes");
        await FaultRun.Settle(figures, cluster, workload);
    });
}
