using Periods.Grains.Journal;

namespace Periods.Silo.Tests.Journals;

/// <summary>What every journal must do. One storage per test, made by the derived class.</summary>
public abstract partial class JournalConformance : IAsyncLifetime
{
    private static readonly TimeSpan HangsAfter = TimeSpan.FromSeconds(30);

    protected IJournal Journal { get; private set; } = null!;

    /// <summary>What the journal takes for now. It stands at the time the events of <see cref="EntityPen"/> carry.</summary>
    private readonly TestClock _clock = new();

    /// <summary>Opens the storage of this test: empty at first, then as it was left.</summary>
    protected abstract Task<IJournal> Open(TimeProvider time);

    /// <summary>Ends an open journal in order.</summary>
    protected abstract Task Close(IJournal journal);

    /// <summary>Runs SQL behind the journal's back.</summary>
    protected abstract void Tamper(string sql);

    /// <summary>Until disposed, no commit of the journal can end; nor does it fail.</summary>
    protected abstract Task<IAsyncDisposable> HoldCommits();

    /// <summary>Commits that made appends durable.</summary>
    protected abstract long Commits();

    /// <summary>Batches that may be on their way to the disk together.</summary>
    protected virtual int CommitsAtOnce => 1;

    public async Task InitializeAsync() => Journal = await Open(_clock);

    public Task DisposeAsync() => Close(Journal);

    protected async Task Reopen()
    {
        await Close(Journal);
        Journal = await Open(_clock);
    }

    [Fact]
    public async Task What_is_appended_is_loaded_as_it_was_to_the_microsecond()
    {
        var pen = EntityPen.New();
        var at = new DateTimeOffset(2026, 2, 28, 23, 59, 59, TimeSpan.Zero).AddMicroseconds(999_999);
        var e = pen.Event("Prüfung ✓ 決算 🧾 \\u0000 'quoted'", at, Guid.Parse("00112233-4455-6677-8899-aabbccddeeff"), "Schlüssel-🗝");

        Assert.Equal(AppendResult.Appended, await Journal.Append([new EntityAppend(pen.Key, EntityHead.None, [e], null)]));
        await Reopen();

        var history = await Journal.Load(pen.Key);
        Assert.Null(history.Snapshot);
        AssertSame(e, Assert.Single(history.Events));
    }

    [Fact]
    public async Task An_unknown_entity_has_no_history()
    {
        var history = await Journal.Load(EntityPen.New().Key);
        Assert.Null(history.Snapshot);
        Assert.Empty(history.Events);
    }

    [Fact]
    public async Task Keys_of_the_same_business_are_different_entities()
    {
        var business = Guid.NewGuid();
        var period = Guid.NewGuid();
        EntityPen[] pens = [.. new[] { EntityKey.ForBusiness(business), EntityKey.ForUsers(business), EntityKey.ForPeriod(business, period), EntityKey.ForScore(business, period) }
            .Select(key => new EntityPen(key))];

        foreach (var pen in pens) Assert.Equal(AppendResult.Appended, await Journal.Append([pen.Part(pen.Key.ToString())]));

        foreach (var pen in pens) Assert.Equal(pen.Head.Hash, Assert.Single((await Journal.Load(pen.Key)).Events).Hash);
    }

    [Fact]
    public async Task Versions_are_dense_across_appends_of_several_events()
    {
        var pen = EntityPen.New();
        foreach (var part in new[] { pen.Part("a", "b", "c"), pen.Part("d"), pen.Part("e", "f") })
            Assert.Equal(AppendResult.Appended, await Journal.Append([part]));

        Assert.Equal([1, 2, 3, 4, 5, 6], await VersionsOf(pen.Key));
        Assert.Equal([4, 5, 6], await VersionsOf(pen.Key, after: 3));
    }

    [Fact]
    public async Task Reading_goes_on_over_any_number_of_events()
    {
        var pen = EntityPen.New();
        for (var i = 0; i < 5; i++) await Journal.Append([pen.Part([.. Enumerable.Repeat("more", 200)])]);

        Assert.Equal(Enumerable.Range(1, 1_000).Select(v => (long)v), await VersionsOf(pen.Key));
    }

    [Fact]
    public async Task An_append_with_a_gap_in_its_versions_is_refused()
    {
        var pen = EntityPen.New();
        pen.Part("never appended");
        var second = pen.Part("second").Events;

        Assert.Equal(AppendResult.Conflict, await Journal.Append([new EntityAppend(pen.Key, EntityHead.None, second, null)]));
        Assert.Empty((await Journal.Load(pen.Key)).Events);
    }

    [Fact]
    public async Task An_append_decided_on_an_older_version_is_refused()
    {
        var pen = EntityPen.New();
        await Journal.Append([pen.Part("first")]);
        var late = pen.Twin();
        await Journal.Append([pen.Part("second")]);

        Assert.Equal(AppendResult.Conflict, await Journal.Append([late.Part("also second")]));
        Assert.Equal(pen.Head.Hash, (await Journal.Load(pen.Key)).Events[^1].Hash);
    }

    [Fact]
    public async Task An_append_decided_on_a_version_nobody_wrote_is_refused()
    {
        var pen = EntityPen.New();
        pen.Part("never appended");

        Assert.Equal(AppendResult.Conflict, await Journal.Append([pen.Part("second")]));
    }

    [Fact]
    public async Task An_append_decided_on_a_refused_one_is_refused_though_another_writer_took_that_version()
    {
        var ours = EntityPen.New();
        var theirs = ours.Twin();
        Assert.Equal(AppendResult.Appended, await Journal.Append([theirs.Part("theirs")]));

        var refused = Journal.Append([ours.Part("ours")]);
        var decidedOnIt = Journal.Append([ours.Part("on top of ours")]);

        Assert.Equal(AppendResult.Conflict, await refused);
        Assert.Equal(AppendResult.Conflict, await decidedOnIt);
        Assert.Equal(theirs.Head.Hash, Assert.Single((await Journal.Load(ours.Key)).Events).Hash);
    }

    [Fact]
    public async Task An_append_decided_on_another_event_of_the_last_version_is_refused_by_who_knows_the_last()
    {
        var pen = EntityPen.New();
        var fork = pen.Twin();
        await Journal.Append([pen.Part("kept")]);
        fork.Part("never appended");
        Assert.Equal(AppendResult.Appended, await Journal.Confirm(pen.Key, pen.Head));

        Assert.Equal(AppendResult.Conflict, await Journal.Append([fork.Part("on top of it")]));

        Assert.Equal(AppendResult.Appended, await Journal.Append([pen.Part("on top of what is kept")]));
    }

    [Fact]
    public async Task An_append_decided_on_what_nobody_wrote_is_refused_by_who_has_just_written()
    {
        var theirs = EntityPen.New();
        var beside = theirs.Twin();
        Assert.Equal(AppendResult.Appended, await Journal.Append([theirs.Part("theirs")]));
        beside.Part("never appended");
        var ahead = theirs.Twin();
        ahead.Part("never appended");

        Assert.Equal(AppendResult.Conflict, await Journal.Append([beside.Part("beside theirs")]));
        Assert.Equal(AppendResult.Conflict, await Journal.Append([ahead.Part("ahead of theirs")]));
        Assert.Equal(AppendResult.Appended, await Journal.Append([theirs.Part("on top of theirs")]));
        Assert.Equal(2, (await Journal.Load(theirs.Key)).Events.Count);
    }

    [Fact]
    public async Task The_hash_of_the_last_event_still_counts_after_reopening()
    {
        var ours = EntityPen.New();
        var theirs = ours.Twin();
        await Journal.Append([theirs.Part("theirs")]);
        ours.Part("never appended");
        await Reopen();

        Assert.Equal(AppendResult.Conflict, await Journal.Append([ours.Part("on top of ours")]));
        Assert.Equal(AppendResult.Appended, await Journal.Append([theirs.Part("on top of theirs")]));
    }

    [Fact]
    public async Task A_conflict_refuses_one_append_alone_while_its_batch_mates_are_durable()
    {
        var (before, stale, after) = (EntityPen.New(), EntityPen.New(), EntityPen.New());
        stale.Part("never appended");
        Task<AppendResult>[] results;
        await using (await HoldCommits())
            results = [Journal.Append([EntityPen.New().Part("opens the batch")]), Journal.Append([before.Part("before")]), Journal.Append([stale.Part("stale")]), Journal.Append([after.Part("after")])];

        Assert.Equal([AppendResult.Appended, AppendResult.Appended, AppendResult.Conflict, AppendResult.Appended], await Task.WhenAll(results));
        Assert.InRange(Commits(), 1, 1 + CommitsAtOnce);
        await Reopen();
        Assert.Single((await Journal.Load(before.Key)).Events);
        Assert.Empty((await Journal.Load(stale.Key)).Events);
        Assert.Single((await Journal.Load(after.Key)).Events);
    }

    [Fact]
    public async Task An_append_to_two_entities_is_kept_in_both()
    {
        var (business, period) = (EntityPen.New(), EntityPen.New());

        Assert.Equal(AppendResult.Appended, await Journal.Append([business.Part("period closed"), period.Part("closed", "score fixed")]));

        Assert.Single((await Journal.Load(business.Key)).Events);
        Assert.Equal(2, (await Journal.Load(period.Key)).Events.Count);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task An_append_to_two_entities_is_kept_in_neither_when_one_has_moved_on(int stalePart)
    {
        EntityPen[] pens = [EntityPen.New(), EntityPen.New()];
        var stale = pens[stalePart].Twin();
        await Journal.Append([pens[stalePart].Part("moved on")]);
        var fresh = pens[1 - stalePart].Part(EntityPen.Answer("close-1"), "close");
        EntityAppend[] parts = stalePart == 0 ? [stale.Part("close"), fresh] : [fresh, stale.Part("close")];

        Assert.Equal(AppendResult.Conflict, await Journal.Append(parts));

        Assert.Single((await Journal.Load(pens[stalePart].Key)).Events);
        Assert.Empty((await Journal.Load(pens[1 - stalePart].Key)).Events);
        Assert.Null(await Journal.ReadAnswer(fresh.Key, "close-1"));
    }

    [Fact]
    public async Task One_append_names_an_entity_once()
    {
        var pen = EntityPen.New();
        var twin = pen.Twin();

        Assert.Equal(AppendResult.Conflict, await Journal.Append([pen.Part("one"), twin.Part("other")]));
        Assert.Empty((await Journal.Load(pen.Key)).Events);
    }

    [Fact]
    public async Task To_keep_an_order_writes_nothing_and_is_in_nobodys_way()
    {
        var (pen, other) = (EntityPen.New(), EntityPen.New());
        Assert.Equal(AppendResult.Appended, await Journal.KeepOrder([pen.Key, other.Key]));
        Assert.Equal(0, Commits());
        Task<AppendResult>[] results;
        await using (await HoldCommits())
            results = [Journal.Append([pen.Part("first")]), Journal.KeepOrder([pen.Key, other.Key]), Journal.Append([other.Part("its first")]), Journal.Append([pen.Part("second")])];

        Assert.All(await Task.WhenAll(results), static result => Assert.Equal(AppendResult.Appended, result));
        Assert.InRange(Commits(), 1, 3);
        Assert.Equal((2, 1), ((await Journal.Load(pen.Key)).Head.Version, (await Journal.Load(other.Key)).Head.Version));
    }

    [Fact]
    public async Task Ten_thousand_pipelined_appends_on_one_entity_share_few_commits()
    {
        var pen = EntityPen.New();
        var gate = new Lock();

        Task<AppendResult> Next()
        {
            lock (gate) return Journal.Append([pen.Part("tick")]);
        }

        var results = await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => Task.Run(async () =>
        {
            var mine = new List<Task<AppendResult>>();
            for (var i = 0; i < 10_000 / 64; i++) mine.Add(Next());
            return await Task.WhenAll(mine);
        })));

        Assert.All(results.SelectMany(mine => mine), result => Assert.Equal(AppendResult.Appended, result));
        var appended = results.Sum(mine => mine.Length);
        Assert.Equal(pen.Head.Version, appended);
        Assert.InRange(Commits(), 1, appended / 10);
        Assert.Equal(pen.Head.Hash, (await Journal.Load(pen.Key)).Events[^1].Hash);
    }

    [Fact]
    public async Task Whoever_is_told_finds_all_that_was_appended_before_though_not_everybody_is_told_yet()
    {
        var pen = EntityPen.New();
        Task<AppendResult>[] results = [.. Enumerable.Range(0, 3_000).Select(_ => Journal.Append([pen.Part("tick")]))];

        Assert.Equal(AppendResult.Appended, await results[^1]);
        Assert.Equal(pen.Head.Hash, (await Journal.Load(pen.Key)).Events[^1].Hash);
        Assert.All(await Task.WhenAll(results), result => Assert.Equal(AppendResult.Appended, result));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Appends_to_several_entities_take_effect_in_the_order_of_the_calls(int seed)
    {
        var random = new Random(seed);
        EntityPen[] pens = [.. Enumerable.Range(0, 700).Select(_ => EntityPen.New())];

        // Each is decided on the ones before it, durable or not: one out of order would be refused, and all after it. The
        // first of each entity by itself: a journal that has several batches under way spreads them.
        List<Task<AppendResult>> results = [.. pens.Select(pen => Journal.Append([pen.Part("first")]))];
        for (var i = 0; i < 1_000; i++)
        {
            random.Shuffle(pens);
            results.Add(Journal.Append([.. pens[..random.Next(1, 4)].Select(pen => pen.Part($"append {i}"))]));
        }

        Assert.All(await Task.WhenAll(results), result => Assert.Equal(AppendResult.Appended, result));
        foreach (var pen in pens) Assert.Equal(pen.Head.Hash, (await Journal.Load(pen.Key)).Events[^1].Hash);
    }

    [Fact]
    public async Task A_head_is_confirmed_as_soon_as_its_append_is_acknowledged()
    {
        var pen = EntityPen.New();
        Assert.Equal(AppendResult.Appended, await Journal.Confirm(pen.Key, EntityHead.None));
        for (var i = 0; i < 20; i++)
        {
            await Journal.Append([pen.Part("tick")]);
            Assert.Equal(AppendResult.Appended, await Journal.Confirm(pen.Key, pen.Head));
        }
    }

    [Fact]
    public async Task A_full_queue_refuses_at_once_and_takes_appends_again_when_it_has_room()
    {
        // Written beforehand: commits are held no longer than it takes to queue.
        var pen = EntityPen.New();
        EntityAppend[] parts = [.. Enumerable.Range(0, 2 * Limits.JournalQueueLength).Select(_ => pen.Part("tick"))];
        var queued = new List<Task<AppendResult>>();
        await using (await HoldCommits())
        {
            while (queued.Count < parts.Length && queued is not [.., { IsCompleted: true }]) queued.Add(Journal.Append([parts[queued.Count]]));
            Assert.True(queued[^1].IsCompleted, "The queue has no end.");
            Assert.Equal(AppendResult.Overloaded, await queued[^1]);
            queued.RemoveAt(queued.Count - 1);
        }

        Assert.InRange(queued.Count, Limits.JournalQueueLength, Limits.JournalQueueLength + Limits.JournalBatchMax);
        Assert.All(await Task.WhenAll(queued), result => Assert.Equal(AppendResult.Appended, result));
        Assert.Equal(AppendResult.Appended, await Journal.Append([parts[queued.Count]]));
    }

    [Fact]
    public async Task Closing_commits_what_is_queued_and_takes_nothing_more()
    {
        var pen = EntityPen.New();
        EntityAppend[] parts = [.. Enumerable.Range(0, 5_000).Select(_ => pen.Part("tick"))];
        Task<AppendResult>[] queued;
        Task closing;
        await using (await HoldCommits())
        {
            queued = [.. parts.Select(part => Journal.Append([part]))];
            closing = Close(Journal);
            Assert.Equal(AppendResult.Overloaded, await Journal.Append([pen.Twin().Part("too late")]));
        }
        await closing;

        Assert.All(await Task.WhenAll(queued).WaitAsync(HangsAfter), result => Assert.Equal(AppendResult.Appended, result));
        await Assert.ThrowsAsync<JournalUnavailableException>(() => Journal.Load(pen.Key));
        await Reopen();
        Assert.Equal(5_000, (await Journal.Load(pen.Key)).Events.Count);
    }

    protected async Task<List<long>> VersionsOf(EntityKey key, long after = 0)
    {
        var versions = new List<long>();
        await foreach (var e in Journal.Read(key, after, CancellationToken.None)) versions.Add(e.Version);
        return versions;
    }

    private static void AssertSame(JournalEvent expected, JournalEvent actual)
    {
        Assert.Equivalent(expected, actual, strict: true);
        Assert.Equal(expected.At.UtcTicks, actual.At.UtcTicks);
        Assert.Equal(expected.Data, actual.Data);
        Assert.Equal(expected.Hash, actual.Hash);
    }
}
