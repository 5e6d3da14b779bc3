using Periods.Grains.Closing;
using Periods.Grains.Scoring;

namespace Periods.Grains.Tests.Scoring;

/// <summary>Watchers who come back from far behind: what is read for them, when, and that they are told all of it.</summary>
public sealed class Replays
{
    private static readonly TimeSpan HangsAfter = TimeSpan.FromSeconds(30);

    private readonly ReplayLine _line = new();

    [Fact]
    public async Task Who_missed_versions_before_the_newest_snapshot_waits_for_a_turn_and_nobody_else_does()
    {
        var (books, grain) = await January(changes: 400);
        var (turn, latest) = (new TaskCompletionSource(), books.Told.Last().Version);
        var reading = _line.Take(Books.Acme, async () => { await turn.Task; return 0; }, CancellationToken.None);
        await using var far = grain.Watch(1, CancellationToken.None).GetAsyncEnumerator();
        var read = books.Journal.EventsRead;

        var waiting = far.MoveNextAsync().AsTask();

        Assert.False(waiting.IsCompleted);
        Assert.InRange(books.Journal.EventsRead - read, 0, 2 * Limits.SnapshotEvery);
        Assert.Equal([latest], await Told(grain, null, 1));
        Assert.Equal([latest - 99, latest - 98], await Told(grain, latest - 100, 2));
        turn.SetResult();
        Assert.True(await waiting.WaitAsync(HangsAfter));
        Assert.Equal(2, far.Current.Version);
        await reading;
    }

    [Fact]
    public void Nobody_goes_on_where_a_version_lies_behind_that_he_has_not_seen()
    {
        var (january, marks) = (EntityKey.ForPeriod(Books.Acme, Books.January), new ReplayMarks());
        var mark = new ReplayMark(PeriodState.Initial(january) with { Gauge = Gauge.None with { Version = 5 } }, EntityHead.None with { Version = 100 });
        marks.Keep(mark);

        Assert.Null(marks.Ahead(EntityHead.None, known: 4));
        Assert.Equal(mark, marks.Ahead(EntityHead.None, known: 5));
        Assert.Null(marks.Ahead(mark.Head, known: 5));
    }

    [Fact]
    public void However_long_a_history_is_so_many_places_in_it_are_kept_and_no_more_with_the_furthest_and_none_far_from_the_next()
    {
        var (january, marks) = (EntityKey.ForPeriod(Books.Acme, Books.January), new ReplayMarks());
        for (var turn = 1; turn <= 500; turn++)
        {
            marks.Keep(new(PeriodState.Initial(january) with { Gauge = Gauge.None with { Version = turn } }, EntityHead.None with { Version = turn * Limits.ReplayEventsPerTurn }));
            long[] kept = [.. Enumerable.Range(1, turn).Select(known => marks.Ahead(EntityHead.None, known)?.State.Gauge.Version ?? 0).Distinct()];

            Assert.InRange(kept.Length, 1, Limits.ReplayMarksKept);
            Assert.Equal(turn, kept[^1]);
            Assert.InRange(kept.Zip(kept.Prepend(0), static (place, before) => place - before).Max(), 0, turn / 16 + 1);
        }
    }

    [Fact]
    public async Task A_client_that_does_not_take_what_it_is_told_keeps_no_turn()
    {
        var (_, grain) = await January(changes: 400);
        await using var slow = grain.Watch(1, CancellationToken.None).GetAsyncEnumerator();
        Assert.True(await slow.MoveNextAsync());

        Assert.Equal(1, await _line.Take(Books.Acme, () => Task.FromResult(1), CancellationToken.None).WaitAsync(HangsAfter));
    }

    [Fact]
    public async Task Who_leaves_while_waiting_for_a_turn_reads_nothing()
    {
        var (books, grain) = await January(changes: 400);
        var turn = new TaskCompletionSource();
        var reading = _line.Take(Books.Acme, async () => { await turn.Task; return 0; }, CancellationToken.None);
        using var left = new CancellationTokenSource();
        await using var far = grain.Watch(1, left.Token).GetAsyncEnumerator();
        var waiting = far.MoveNextAsync().AsTask();
        var read = books.Journal.EventsRead;

        await left.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting.WaitAsync(HangsAfter));
        turn.SetResult();
        await reading;
        Assert.Equal(read, books.Journal.EventsRead);
    }

    [Fact]
    public async Task What_none_of_those_who_read_at_the_same_time_has_missed_is_read_once()
    {
        const int Quiet = 4 * Limits.ReplayEventsPerTurn;
        var (books, grain) = await January(changes: 0);
        for (var i = 0; i < Quiet; i++) await books.Sign();
        var seen = books.Told.Last().Version;
        for (var i = 0; i < 2 * Limits.SnapshotEvery; i++) await books.Report(100_000, i + 1);
        var read = books.Journal.EventsRead;

        var watches = Enumerable.Range(0, 10).Select(_ => grain.Watch(seen, CancellationToken.None).GetAsyncEnumerator()).ToArray();
        foreach (var watch in watches)
        {
            Assert.True(await watch.MoveNextAsync());
            Assert.Equal(seen + 1, watch.Current.Version);
        }

        Assert.InRange(books.Journal.EventsRead - read, Quiet, 2 * Quiet);
        foreach (var watch in watches) await watch.DisposeAsync();
    }

    [Fact]
    public async Task Who_reads_beside_others_that_are_further_or_less_far_is_told_every_version_once()
    {
        var (books, grain) = await January(changes: 0);
        for (var i = 0; i < 3 * Limits.ReplayEventsPerTurn; i++) await (i % 3 == 0 ? Sign() : Report(i));
        var last = books.Told.Last().Version;
        long[] seen = [1, last / 2, last / 4, last - 1_000, 2];
        var told = seen.Select(_ => new List<long>()).ToArray();
        var watches = seen.Select(version => grain.Watch(version, CancellationToken.None).GetAsyncEnumerator()).ToArray();

        // In turn, and each by a different stride, so that each finds the others elsewhere.
        while (Enumerable.Range(0, seen.Length).Any(n => told[n].Count < last - seen[n]))
        {
            for (var n = 0; n < seen.Length; n++)
            {
                for (var stride = 100 * (n + 1); stride > 0 && told[n].Count < last - seen[n]; stride--)
                {
                    Assert.True(await watches[n].MoveNextAsync().AsTask().WaitAsync(HangsAfter));
                    told[n].Add(watches[n].Current.Version);
                }
            }
        }

        for (var n = 0; n < seen.Length; n++) Assert.Equal(Enumerable.Range(1, (int)(last - seen[n])).Select(i => seen[n] + i), told[n]);
        foreach (var watch in watches) await watch.DisposeAsync();

        async Task Sign() => await books.Sign();

        async Task Report(int i) => await books.Report(100_000, i + 1);
    }

    [Fact]
    public async Task What_is_read_for_watchers_holds_no_notes_and_is_the_period_all_the_same()
    {
        var (books, _) = await January(changes: 0);
        await books.Acknowledge(Books.Cash, notes: "some of it");
        for (var n = 1; n <= 300; n++) await books.Sign((ReviewRole)(n % 4), Books.Id(n), notes: $"before the snapshot or after it: {n}");
        await books.Acknowledge(Books.TrialBalance, notes: "all of it");
        var (replay, tail) = (Replay(books), new List<long>());
        var (whole, all) = (Replay(books), new List<long>());

        await replay.Begin(long.MaxValue);
        await foreach (var score in replay.Advance(() => 0, CancellationToken.None)) tail.Add(score.Version);
        for (var isMore = true; isMore;)
        {
            (var missed, isMore) = await whole.ReadOn(0, new ReplayMarks(), CancellationToken.None);
            all.AddRange(missed.Select(score => score.Version));
        }

        var period = (await books.Resident()).State;
        Assert.Equal(Limits.SnapshotEvery, books.Journal.SnapshotOf(EntityKey.ForPeriod(Books.Acme, Books.January))!.Head.Version);
        Assert.NotEqual(0, period.NotesLength);
        Assert.Equal([period.Gauge.Version], tail);
        Assert.Equal(period.Gauge.Version, all[^1]);
        foreach (var read in new[] { replay.State, whole.State })
        {
            Assert.Equal((period.ContentHash, period.Gauge, period.Facts), (read.ContentHash, read.Gauge, read.Facts));
            Assert.Equal(period.SignOffs.ToDictionary(s => s.Key, s => s.Value with { Notes = null }), read.SignOffs);
            Assert.Equal([(Books.Cash, null), (Books.TrialBalance, null)], read.Acks.Steps.Select(step => (step, read.Acks.Find(step)!.Value.Notes)));
            Assert.Equal(0, read.NotesLength);
        }
    }

    private static ScoreReplay Replay(Books books) => new(books.Journal, new PeriodModel(books), EntityKey.ForPeriod(Books.Acme, Books.January));

    private async Task<(Books Books, CloseScoreGrain Grain)> January(int changes)
    {
        var books = await Books.WithJanuary();
        for (var i = 0; i < changes; i++) await books.Report(1_000, i);
        return (books, new CloseScoreGrain(books.Journal, new PeriodModel(books), _line, EntityKey.ForPeriod(Books.Acme, Books.January)));
    }

    private static async Task<long[]> Told(CloseScoreGrain grain, long? seen, int count) =>
        await grain.Watch(seen, CancellationToken.None).Take(count).Select(score => score.Version).ToArrayAsync().AsTask().WaitAsync(HangsAfter);
}
