using System.Diagnostics;
using Periods.Gateway.Tests.Running;
using Periods.Grains.Journal;
using Periods.Silo.Journals;
using Periods.Silo.Postgres;
using Periods.Silo.Tests.Journals;

namespace Periods.Silo.Tests.Postgres;

/// <summary>PostgreSQL slow, away, and back. On a cluster of their own, because they end it.</summary>
public sealed class PostgresFailureTests : IAsyncLifetime
{
    /// <summary>With something to spare for a machine that runs everything else at once.</summary>
    internal static readonly TimeSpan InTime = 2 * (Limits.AppendWaitMax + Limits.CommitMax);

    private readonly PostgresCluster _cluster = PostgresCluster.Create();
    private string _database = "";
    private PostgresJournal _journal = null!;

    public async Task InitializeAsync()
    {
        _database = _cluster.NewDatabase();
        _journal = await PostgresJournal.Open(_database, TimeProvider.System);
    }

    public async Task DisposeAsync()
    {
        await _journal.DisposeAsync();
        await _cluster.DisposeAsync();
    }

    [Fact]
    public async Task A_server_that_dies_under_load_loses_nothing_acknowledged_and_is_found_again_by_itself()
    {
        await OpenAllLanes();
        var writers = new Writers(_journal, 40);
        await writers.Acknowledged(400);

        _cluster.StopAtOnce();
        await writers.Failed(40);
        Assert.False(_journal.IsAvailable);
        await Assert.ThrowsAsync<JournalUnavailableException>(() => _journal.Load(EntityPen.New().Key));
        Assert.Equal(AppendResult.Failed, await _journal.Confirm(EntityPen.New().Key, EntityHead.None));
        await writers.Stop();

        _cluster.Start();
        var back = Stopwatch.StartNew();
        await FoundAgain(back);

        // Each lane had a connection that died: none of them fails an append for it now.
        Assert.All(await AppendToAllLanes(), static result => Assert.Equal(AppendResult.Appended, result));
        await writers.AssertAllThere();
        await using var reader = await PostgresJournalReader.Open(_database);
        Assert.Null((await JournalVerifier.Verify(reader, CancellationToken.None)).FirstBad);
    }

    [Fact]
    public async Task While_the_server_is_away_no_order_is_kept_and_nobody_takes_it_for_back()
    {
        _cluster.StopAtOnce();
        Assert.Equal(AppendResult.Failed, await _journal.Append([EntityPen.New().Part("finds nobody")]));

        Assert.Equal(AppendResult.Failed, await _journal.KeepOrder([EntityPen.New().Key, EntityPen.New().Key]));
        Assert.False(_journal.IsAvailable);
    }

    [Fact]
    public async Task A_server_that_only_reads_is_not_taken_for_back_by_a_look()
    {
        var pen = EntityPen.New();
        Assert.Equal(AppendResult.Appended, await _journal.Append([pen.Part("first")]));
        var stale = pen.Twin();
        Assert.Equal(AppendResult.Appended, await _journal.Append([pen.Part("second")]));
        Sql.Run(_database, "ALTER SYSTEM SET default_transaction_read_only = on");
        Sql.Run(_database, "SELECT pg_reload_conf()");
        while (await _journal.Append([EntityPen.New().Part("until every session has heard of it")]) != AppendResult.Failed)
        {
        }

        Assert.Equal(AppendResult.Conflict, await _journal.Append([stale.Part("on an old head")]));
        Assert.False(_journal.IsAvailable);
    }

    [Fact]
    public async Task What_a_server_lost_while_it_was_away_is_no_head_any_more()
    {
        var pen = EntityPen.New();
        Assert.Equal(AppendResult.Appended, await _journal.Append([pen.Part("kept", "lost")]));
        var lost = pen.Head;

        ComeBackWithout(version: 2);
        Assert.Equal(AppendResult.Failed, await _journal.Append([EntityPen.New().Part("finds its connection dead")]));
        await FoundAgain(Stopwatch.StartNew());

        Assert.Equal(AppendResult.Conflict, await _journal.Append([pen.Part("on top of it")]));
        Assert.Equal(AppendResult.Conflict, await _journal.Confirm(pen.Key, lost));
    }

    [Fact]
    public async Task What_a_server_lost_is_no_head_for_a_connection_that_never_saw_the_one_before()
    {
        var pen = EntityPen.New();
        await using (var other = await PostgresJournal.Open(_database, TimeProvider.System))
            Assert.Equal(AppendResult.Appended, await other.Append([pen.Part("kept", "lost")]));
        Assert.Equal(AppendResult.Appended, await _journal.Confirm(pen.Key, pen.Head));

        ComeBackWithout(version: 2);

        Assert.Equal(AppendResult.Conflict, await _journal.Append([pen.Part("on top of it")]));
    }

    [Fact]
    public async Task A_server_that_hangs_is_answered_for_in_time_with_a_bounded_queue_and_works_again_afterwards()
    {
        var pens = Enumerable.Range(0, 2 * Limits.JournalQueueLength).Select(_ => EntityPen.New()).ToArray();
        var waited = Stopwatch.StartNew();
        AppendResult[] results;
        await using (await HeldLock.On(_database, "periods.event, periods.entity", "ACCESS EXCLUSIVE"))
        {
            var appends = pens.Select(pen => _journal.Append([pen.Part("waits")])).ToArray();
            Assert.InRange(_journal.QueueLength, 1, Limits.JournalQueueLength);
            var confirm = _journal.Confirm(pens[0].Key, EntityHead.None);
            var load = Assert.ThrowsAsync<JournalUnavailableException>(() => _journal.Load(pens[0].Key));
            results = await Task.WhenAll(appends);
            Assert.Equal(AppendResult.Failed, await confirm);
            await load;
            Assert.InRange(waited.Elapsed, TimeSpan.Zero, InTime);
            Assert.False(_journal.IsAvailable);
            Assert.Equal(0, _journal.QueueLength);
            // What nobody waits for any more has ended on the server too, or every try would leave a session behind.
            Assert.Equal(0, Sql.Number(_cluster.ConnectionString("postgres"),
                "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'periods' AND state = 'active' AND clock_timestamp() - query_start > interval '4 seconds'"));
        }

        Assert.Equal([AppendResult.Overloaded, AppendResult.Failed], results.Distinct().OrderBy(result => result));
        var back = Stopwatch.StartNew();
        await FoundAgain(back);
        var again = EntityPen.New();
        Assert.Equal(AppendResult.Appended, await _journal.Append([again.Part("works")]));
        Assert.Equal(AppendResult.Appended, await _journal.Confirm(again.Key, again.Head));
    }

    [Fact]
    public async Task A_server_that_is_frozen_is_answered_for_in_time_and_found_again_when_it_goes_on()
    {
        await OpenAllLanes();
        var pen = EntityPen.New();
        Assert.Equal(AppendResult.Appended, await _journal.Append([pen.Part("before")]));
        Assert.Equal(AppendResult.Appended, await _journal.Confirm(pen.Key, pen.Head));
        await _journal.Load(pen.Key);

        _cluster.Freeze();
        var waited = Stopwatch.StartNew();
        try
        {
            var append = _journal.Append([pen.Twin().Part("under way")]);
            var confirm = _journal.Confirm(pen.Key, pen.Head);
            var load = Assert.ThrowsAsync<JournalUnavailableException>(() => _journal.Load(pen.Key));
            Assert.Equal(AppendResult.Failed, await append.WaitAsync(2 * InTime));
            Assert.Equal(AppendResult.Failed, await confirm.WaitAsync(2 * InTime));
            await load.WaitAsync(2 * InTime);
            Assert.InRange(waited.Elapsed, TimeSpan.Zero, InTime);
        }
        finally
        {
            _cluster.Thaw();
        }
        await FoundAgain(Stopwatch.StartNew());
        var again = EntityPen.New();
        Assert.Equal(AppendResult.Appended, await _journal.Append([again.Part("works")]));
    }

    [Fact]
    public async Task A_journal_that_only_reads_finds_out_that_its_server_is_away()
    {
        await OpenAllLanes();
        _cluster.Stop();
        var since = Stopwatch.StartNew();
        while (_journal.IsAvailable && since.Elapsed < InTime) await Assert.ThrowsAsync<JournalUnavailableException>(() => _journal.Load(EntityPen.New().Key));

        Assert.False(_journal.IsAvailable);
        _cluster.Start();
        await FoundAgain(Stopwatch.StartNew());
    }

    [Fact]
    public async Task An_append_on_top_of_a_failed_one_never_succeeds()
    {
        var pen = EntityPen.New();
        await _journal.Append([pen.Part("first")]);
        _cluster.Stop();
        var failed = await _journal.Append([pen.Part("lost")]);
        _cluster.Start();

        Assert.Equal(AppendResult.Failed, failed);
        AppendResult onTop;
        do onTop = await _journal.Append([pen.Twin().Part("on top of it")]);
        while (onTop == AppendResult.Failed);
        Assert.Equal(AppendResult.Conflict, onTop);
    }

    [Fact]
    public async Task Closing_while_the_server_is_away_ends_in_time()
    {
        _cluster.Stop();
        var waited = Stopwatch.StartNew();
        var appends = Enumerable.Range(0, 100).Select(_ => _journal.Append([EntityPen.New().Part("too late")])).ToArray();
        _journal.SaveSnapshot(EntityPen.New().Key, new Snapshot("period.v1", EntityHead.None, "{}"u8.ToArray()));

        await _journal.DisposeAsync();

        Assert.All(await Task.WhenAll(appends), result => Assert.Equal(AppendResult.Failed, result));
        Assert.InRange(waited.Elapsed, TimeSpan.Zero, InTime);
    }

    /// <summary>Connections that are opened for the first time may take a busy machine longer than an append may.</summary>
    private Task OpenAllLanes() => Until.Holds(async () => (await AppendToAllLanes()).All(static result => result == AppendResult.Appended));

    private Task<AppendResult[]> AppendToAllLanes() => Task.WhenAll(Enumerable.Range(0, 2_000).Select(_ => _journal.Append([EntityPen.New().Part("one of many")])));

    /// <summary>As a standby does that takes over before the last commits have reached it.</summary>
    private void ComeBackWithout(int version)
    {
        _cluster.StopAtOnce();
        _cluster.Start();
        Sql.Run(_database, $"DELETE FROM periods.event WHERE version = {version}");
    }

    /// <summary>Nobody appends: the journal finds out alone.</summary>
    private async Task FoundAgain(Stopwatch since)
    {
        while (!_journal.IsAvailable && since.Elapsed < TimeSpan.FromSeconds(20)) await _journal.Confirm(EntityPen.New().Key, EntityHead.None);
        Assert.InRange(since.Elapsed, TimeSpan.Zero, InTime);
    }

    /// <summary>Each writes one entity, event after event, and another one when an append failed.</summary>
    private sealed class Writers
    {
        private readonly PostgresJournal _journal;
        private readonly Task[] _running;
        private readonly List<(EntityKey Key, JournalEvent Event)> _acknowledged = [];
        private readonly Waypoint _successes = new();
        private readonly Waypoint _failures = new();
        private volatile bool _stopped;

        public Writers(PostgresJournal journal, int count)
        {
            _journal = journal;
            _running = [.. Enumerable.Range(0, count).Select(_ => Task.Run(Write))];
        }

        public Task Acknowledged(int count) => _successes.Reach(count);

        public Task Failed(int count) => _failures.Reach(count);

        public Task Stop()
        {
            _stopped = true;
            return Task.WhenAll(_running);
        }

        public async Task AssertAllThere()
        {
            foreach (var entity in _acknowledged.GroupBy(row => row.Key))
            {
                var kept = (await _journal.Load(entity.Key)).Events.ToDictionary(e => e.Version);
                foreach (var (_, e) in entity) Assert.Equal(e.Hash, kept[e.Version].Hash);
            }
        }

        private async Task Write()
        {
            var pen = EntityPen.New();
            while (!_stopped)
            {
                var part = pen.Part("tick");
                if (await _journal.Append([part]) == AppendResult.Appended)
                {
                    lock (_acknowledged) _acknowledged.Add((part.Key, part.Events[0]));
                    _successes.Count();
                    continue;
                }
                _failures.Count();
                pen = EntityPen.New();
            }
        }
    }

    /// <summary>A count that can be waited for.</summary>
    private sealed class Waypoint
    {
        private readonly Lock _gate = new();
        private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _count;
        private int _goal = int.MaxValue;

        public void Count()
        {
            lock (_gate)
                if (++_count >= _goal) _reached.TrySetResult();
        }

        public Task Reach(int goal)
        {
            lock (_gate)
            {
                _goal = goal;
                if (_count >= goal) _reached.TrySetResult();
            }
            return _reached.Task;
        }
    }
}
