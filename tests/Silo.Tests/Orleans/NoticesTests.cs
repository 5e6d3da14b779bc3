using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Periods.Gateway.Tests.Running;
using Periods.Silo.Orleans;
using Periods.Silo.Tests.Postgres;

namespace Periods.Silo.Tests.Orleans;

/// <summary>What a stream loses on its way into its queues; S13 has what gets lost, doubled and late between processes.</summary>
[Collection(PostgresTests.Name)]
public sealed class NoticesTests(PostgresFixture postgres)
{
    private const int Changes = 60;

    [Fact]
    public async Task Whatever_the_stream_loses_a_watcher_sees_every_change_once_and_in_order()
    {
        var stream = new BadStream();
        await using var cluster = await GrainCluster.Start(postgres.Cluster.NewDatabase(), silo => silo.Services.AddSingleton<IOutgoingGrainCallFilter>(stream));
        var grains = cluster.FromOutside;
        var month = await OpenMonth.In(grains);

        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var first = new TaskCompletionSource();
        var watching = Watch(grains, month, first, patience.Token);
        await first.Task;
        for (var i = 0; i < Changes; i++)
        {
            OpenMonth.Accepted(await month.Of(grains).SignOff(month.NewSignOff()));
            OpenMonth.Accepted(await month.Of(grains).ReportInputs(month.NewReport(unreviewed: i)));
        }

        var last = OpenMonth.Accepted(await month.Of(grains).GetScore()).Version;
        var seen = await watching(last);
        Assert.Equal(Enumerable.Range(0, seen.Count).Select(i => seen[0] + i), seen);
        Assert.True(stream.Lost > 0, "no notice was lost: this shows nothing");
    }

    [Fact]
    public async Task A_score_that_changed_and_nobody_watches_is_let_go_soon_and_a_watched_one_stays()
    {
        await using var cluster = await GrainCluster.Start(postgres.Cluster.NewDatabase());
        var grains = cluster.FromOutside;
        var (month, unwatched) = (await OpenMonth.In(grains), await OpenMonth.In(grains));
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var first = new TaskCompletionSource();
        _ = Watch(grains, month, first, patience.Token);
        await first.Task;
        var watched = cluster.Activation(cluster.ScoreOf(month));

        OpenMonth.Accepted(await unwatched.Of(grains).SignOff(unwatched.NewSignOff()));
        await Until.Holds(() => Task.FromResult(cluster.Activation(cluster.ScoreOf(unwatched)) is not null));
        await Until.Holds(() => Task.FromResult(cluster.Activation(cluster.ScoreOf(unwatched)) is null));

        Assert.NotNull(watched);
        Assert.Equal(watched, cluster.Activation(cluster.ScoreOf(month)));
    }

    [Fact]
    public async Task Notices_that_were_delivered_do_not_stay_in_memory()
    {
        var dropped = 0L;
        using var metrics = new MeterListener { InstrumentPublished = (instrument, listener) => { if (instrument.Name == "orleans-streams-queue-cache-messages-purged") listener.EnableMeasurementEvents(instrument); } };
        metrics.SetMeasurementEventCallback<long>((_, count, _, _) => Interlocked.Add(ref dropped, count));
        metrics.Start();
        await using var cluster = await GrainCluster.Start(postgres.Cluster.NewDatabase());
        var month = await OpenMonth.In(cluster.FromOutside);
        var reports = 0;

        await Until.Holds(async () =>
        {
            OpenMonth.Accepted(await month.Of(cluster.FromOutside).ReportInputs(month.NewReport(reports++ % 100)));
            metrics.RecordObservableInstruments();
            return Interlocked.Read(ref dropped) > 0;
        });
    }

    /// <summary>Reads on; what it gives back waits until a version was seen.</summary>
    private static Func<long, Task<List<long>>> Watch(OrleansGrains grains, OpenMonth month, TaskCompletionSource first, CancellationToken patience)
    {
        var seen = new List<long>();
        var news = new SemaphoreSlim(0);
        _ = Task.Run(
            async () =>
            {
                await foreach (var score in grains.CloseScore(month.Business, month.Period).Watch(null, patience))
                {
                    lock (seen) seen.Add(score.Version);
                    first.TrySetResult();
                    news.Release();
                }
            },
            patience);
        return async until =>
        {
            while (true)
            {
                lock (seen)
                    if (seen.Count > 0 && seen[^1] >= until) return [.. seen];
                await news.WaitAsync(patience);
            }
        };
    }

    /// <summary>Between who publishes and the stream's queues: four of ten notices are lost.</summary>
    private sealed class BadStream : IOutgoingGrainCallFilter
    {
        private int _calls;
        private int _lost;

        public int Lost => _lost;

        public Task Invoke(IOutgoingGrainCallContext context)
        {
            if (context.InterfaceMethod.Name != "Enqueue" || Interlocked.Increment(ref _calls) % 10 is not (0 or 1 or 4 or 7)) return context.Invoke();
            Interlocked.Increment(ref _lost);
            throw new TimeoutException("Lost on the way.");
        }
    }
}
