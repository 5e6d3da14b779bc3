using Periods.Grains.Closing;
using Periods.Grains.Scoring;

namespace Periods.Grains.Tests.Scoring;

/// <summary>What a watcher is told when changes and its first look into the journal meet.</summary>
public sealed class Watching
{
    private static readonly TimeSpan HangsAfter = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_change_that_comes_while_the_journal_is_read_for_the_first_time_is_not_lost()
    {
        var books = await Books.WithJanuary();
        using var grain = new CloseScoreGrain(books.Journal, new PeriodModel(books), new ReplayLine(), EntityKey.ForPeriod(Books.Acme, Books.January));
        var read = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        books.Journal.HasRead = () => read.Task;
        await using var changes = grain.Watch(1, CancellationToken.None).GetAsyncEnumerator();
        var next = changes.MoveNextAsync().AsTask();

        await books.Sign();
        var told = grain.Notify(new ScoreNotice(books.Told.Last())).AsTask();
        read.SetResult();
        await told.WaitAsync(HangsAfter);

        Assert.True(await next.WaitAsync(HangsAfter));
        Assert.Equal(2, changes.Current.Version);
    }

    [Fact]
    public async Task Whoever_has_seen_all_of_a_history_longer_than_a_queue_waits_for_the_next_change()
    {
        var books = await Books.WithJanuary();
        for (var i = 0; i < Limits.WatcherQueueLength; i++) await books.Report(1_000, i);
        Assert.True(books.Told.Last().Version > Limits.WatcherQueueLength);
        using var grain = new CloseScoreGrain(books.Journal, new PeriodModel(books), new ReplayLine(), EntityKey.ForPeriod(Books.Acme, Books.January));
        await using var changes = grain.Watch(books.Told.Last().Version, CancellationToken.None).GetAsyncEnumerator();
        var next = changes.MoveNextAsync().AsTask();

        await books.Sign();
        await grain.Notify(new ScoreNotice(books.Told.Last()));

        Assert.True(await next.WaitAsync(HangsAfter));
        Assert.Equal(books.Told.Last(), changes.Current);
    }

    [Fact]
    public async Task A_change_whose_notice_was_lost_is_told_before_the_one_after_it()
    {
        var books = await Books.WithJanuary();
        using var grain = new CloseScoreGrain(books.Journal, new PeriodModel(books), new ReplayLine(), EntityKey.ForPeriod(Books.Acme, Books.January));
        await using var changes = grain.Watch(1, CancellationToken.None).GetAsyncEnumerator();
        var next = changes.MoveNextAsync().AsTask();
        await books.Sign();
        await books.Sign(ReviewRole.Reviewer);

        await grain.Notify(new ScoreNotice(books.Told.Last()));

        Assert.True(await next.WaitAsync(HangsAfter));
        Assert.Equal(2, changes.Current.Version);
        Assert.True(await changes.MoveNextAsync().AsTask().WaitAsync(HangsAfter));
        Assert.Equal(3, changes.Current.Version);
    }

    [Fact]
    public async Task A_notice_of_what_is_known_already_costs_no_look_into_the_journal()
    {
        var books = await Books.WithJanuary();
        using var grain = new CloseScoreGrain(books.Journal, new PeriodModel(books), new ReplayLine(), EntityKey.ForPeriod(Books.Acme, Books.January));
        await grain.CatchUp(CancellationToken.None);
        var read = books.Journal.EventsRead;

        await grain.Heard(books.Told.Last().Version);

        Assert.Equal(read, books.Journal.EventsRead);
    }

    [Fact]
    public async Task Events_that_changed_no_score_are_not_all_read_to_catch_up()
    {
        var books = await Books.WithJanuary();
        await books.Sign();
        using var grain = new CloseScoreGrain(books.Journal, new PeriodModel(books), new ReplayLine(), EntityKey.ForPeriod(Books.Acme, Books.January));
        await using var changes = grain.Watch(null, CancellationToken.None).GetAsyncEnumerator();
        Assert.True(await changes.MoveNextAsync());
        for (var i = 0; i < 20 * Limits.SnapshotEvery; i++) await books.Sign();
        await books.Report(1_000, 10);
        var read = books.Journal.EventsRead;

        await grain.CatchUp(CancellationToken.None);

        Assert.InRange(books.Journal.EventsRead - read, 1, 3 * Limits.SnapshotEvery);
        Assert.True(await changes.MoveNextAsync());
        Assert.Equal(What(books.Told.Last()), What(changes.Current));
    }

    [Fact]
    public async Task Changes_that_nobody_told_of_are_all_found_whatever_snapshot_stands_behind_them()
    {
        var books = await Books.WithJanuary();
        using var grain = new CloseScoreGrain(books.Journal, new PeriodModel(books), new ReplayLine(), EntityKey.ForPeriod(Books.Acme, Books.January));
        await grain.CatchUp(CancellationToken.None);
        for (var i = 0; i < 2 * Limits.SnapshotEvery; i++) await books.Report(1_000, i + 1);

        await grain.CatchUp(CancellationToken.None);

        var told = books.Told.Where(score => score.Version > 1).Select(What).ToArray();
        Assert.Equal(told, await grain.Watch(1, CancellationToken.None).Take(told.Length).Select(What).ToArrayAsync().AsTask().WaitAsync(HangsAfter));
    }

    [Fact]
    public async Task Whoever_is_too_slow_for_a_long_history_time_and_again_is_told_all_of_it_by_one_watch_that_reads_it_once()
    {
        var books = await Books.WithJanuary();
        for (var i = 0; i < 10 * Limits.SnapshotEvery; i++) await books.Report(100_000, i + 1);
        using var grain = new CloseScoreGrain(books.Journal, new PeriodModel(books), new ReplayLine(), EntityKey.ForPeriod(Books.Acme, Books.January));
        var told = new List<long>();
        var read = books.Journal.EventsRead;

        await foreach (var score in grain.Watch(1, CancellationToken.None))
        {
            told.Add(score.Version);
            if (score.Version == books.Told.Last().Version && books.Told.Count > 20 * Limits.SnapshotEvery) break;
            if (told.Count % Limits.SnapshotEvery != 0 || books.Told.Count > 20 * Limits.SnapshotEvery) continue;
            for (var i = 0; i < 2 * Limits.SnapshotEvery; i++)
            {
                await books.Report(100_000, (i % 2) + 1);
                Assert.True(grain.TryTake(books.Told.Last()));
            }
        }

        Assert.Equal(books.Told.Skip(1).Select(score => score.Version), told);
        Assert.InRange(books.Journal.EventsRead - read, told.Count, 2 * told.Count);
    }

    [Fact]
    public async Task Whoever_needs_none_of_a_long_history_does_not_wait_for_it_to_be_read()
    {
        var books = await Books.WithJanuary();
        for (var i = 0; i < 20 * Limits.SnapshotEvery; i++) await books.Report(100_000, i + 1);
        using var grain = new CloseScoreGrain(books.Journal, new PeriodModel(books), new ReplayLine(), EntityKey.ForPeriod(Books.Acme, Books.January));
        var read = books.Journal.EventsRead;

        await using var changes = grain.Watch(null, CancellationToken.None).GetAsyncEnumerator();

        Assert.True(await changes.MoveNextAsync());
        Assert.Equal(What(books.Told.Last()), What(changes.Current));
        Assert.InRange(books.Journal.EventsRead - read, 1, 2 * Limits.SnapshotEvery);
    }

    [Fact]
    public async Task Whoever_lacks_one_version_more_than_are_kept_is_told_that_one_too()
    {
        var books = await Books.WithJanuary();
        for (var i = 0; i <= Limits.ScoreChangesKept; i++) await books.Report(1_000, i + 1);
        using var grain = new CloseScoreGrain(books.Journal, new PeriodModel(books), new ReplayLine(), EntityKey.ForPeriod(Books.Acme, Books.January));

        var told = await grain.Watch(1, CancellationToken.None).Take(Limits.ScoreChangesKept + 1).Select(What).ToArrayAsync().AsTask().WaitAsync(HangsAfter);

        Assert.Equal(books.Told.Where(score => score.Version > 1).Select(What), told);
    }

    [Fact]
    public async Task Whoever_does_not_read_for_longer_than_a_queue_lasts_is_told_all_of_it_when_he_does()
    {
        var books = await Books.WithJanuary();
        using var grain = new CloseScoreGrain(books.Journal, new PeriodModel(books), new ReplayLine(), EntityKey.ForPeriod(Books.Acme, Books.January));
        await using var changes = grain.Watch(1, CancellationToken.None).GetAsyncEnumerator();
        var next = changes.MoveNextAsync().AsTask();
        for (var i = 0; i < 3 * Limits.WatcherQueueLength; i++)
        {
            await books.Report(1_000, i + 1);
            Assert.True(grain.TryTake(books.Told.Last()));
        }

        for (var version = 2; version <= books.Told.Last().Version; version++)
        {
            Assert.True(await next.WaitAsync(HangsAfter));
            Assert.Equal(version, changes.Current.Version);
            if (version < books.Told.Last().Version) next = changes.MoveNextAsync().AsTask();
        }
    }

    [Fact]
    public async Task Whoever_has_seen_a_version_that_never_was_is_told_the_gauge_as_it_is()
    {
        var books = await Books.WithJanuary();
        await books.Sign();
        using var grain = new CloseScoreGrain(books.Journal, new PeriodModel(books), new ReplayLine(), EntityKey.ForPeriod(Books.Acme, Books.January));
        await using var changes = grain.Watch(books.Told.Last().Version + 1, CancellationToken.None).GetAsyncEnumerator();

        Assert.True(await changes.MoveNextAsync().AsTask().WaitAsync(HangsAfter));
        Assert.Equal(What(books.Told.Last()), What(changes.Current));
    }

    [Theory]
    [InlineData(null)]
    [InlineData(1)]
    public async Task A_watch_whose_journal_cannot_be_read_just_ends_and_the_next_one_goes_on_where_it_was(int? seen)
    {
        var books = await Books.WithJanuary();
        using var grain = new CloseScoreGrain(books.Journal, new PeriodModel(books), new ReplayLine(), EntityKey.ForPeriod(Books.Acme, Books.January));
        await books.Sign();
        books.Journal.Unavailable = true;
        Assert.Empty(await grain.Watch(seen, CancellationToken.None).ToArrayAsync());

        books.Journal.Unavailable = false;

        await using var changes = grain.Watch(seen, CancellationToken.None).GetAsyncEnumerator();
        Assert.True(await changes.MoveNextAsync());
        Assert.Equal(2, changes.Current.Version);
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public async Task Whoever_was_told_what_the_journal_then_lost_is_told_the_gauge_that_is_left_and_what_follows(bool isFolded, bool isReplaced)
    {
        var january = EntityKey.ForPeriod(Books.Acme, Books.January);
        var books = await Books.WithJanuary();
        using var grain = new CloseScoreGrain(books.Journal, new PeriodModel(books), new ReplayLine(), january);
        await using var changes = grain.Watch(null, CancellationToken.None).GetAsyncEnumerator();
        Assert.True(await changes.MoveNextAsync());
        await books.Report(1_000, 500);
        await grain.Notify(new ScoreNotice(books.Told.Last()));
        Assert.True(await changes.MoveNextAsync());
        if (isFolded) await grain.CatchUp(CancellationToken.None);

        books.Journal.Lose(january, 1);
        var after = books.Restarted();
        after.Now += TimeSpan.FromSeconds(5);
        if (isReplaced) await after.Acknowledge();
        await Assert.ThrowsAsync<HistoryUnreadableException>(() => grain.CatchUp(CancellationToken.None));

        Assert.True(await changes.MoveNextAsync().AsTask().WaitAsync(HangsAfter));
        Assert.Equal(What(await after.Score()), What(changes.Current));
        await after.Sign();
        await grain.Notify(new ScoreNotice(after.Told.Last()));
        Assert.True(await changes.MoveNextAsync().AsTask().WaitAsync(HangsAfter));
        Assert.Equal(What(after.Told.Last()), What(changes.Current));
    }

    private static (long, long, decimal, string) What(ScoreView score) => (score.Version, score.InputsVersion, score.Score, score.Trigger);
}
