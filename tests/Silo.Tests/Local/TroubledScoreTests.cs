using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Periods.Businesses;
using Periods.Closing;
using Periods.Gateway.Tests.Running;
using Periods.Grains.Journal;
using Periods.Scoring;
using Periods.Silo.Local;
using Periods.Silo.Sqlite;
using Periods.Silo.Tests.Journals;

namespace Periods.Silo.Tests.Local;

/// <summary>Of several watched scores one is in trouble: nobody notices it at the others.</summary>
public sealed class TroubledScoreTests : IAsyncLifetime, IAsyncDisposable
{
    private static readonly TimeSpan HangsAfter = TimeSpan.FromSeconds(30);

    private readonly Guid _business = Guid.NewGuid();
    private readonly EntityKey _bad, _good;
    private readonly TempFolder _folder = new();
    private readonly KeptLog _log = new();
    private readonly ILoggerFactory _logs;
    private readonly TestClock _clock = new();
    private readonly SqliteJournal _journal;
    private readonly TroubledReads _reads;
    private readonly LocalNotices _notices;
    private readonly LocalNotices _unheard = new(TimeProvider.System, NullLogger<LocalNotices>.Instance);
    private readonly LocalGrains _watched;
    private readonly LocalGrains _commands;

    public TroubledScoreTests()
    {
        (_bad, _good) = (EntityKey.ForPeriod(_business, Guid.NewGuid()), EntityKey.ForPeriod(_business, Guid.NewGuid()));
        _journal = SqliteJournal.Open(_folder.File("periods.db"), TimeProvider.System, NullLogger<SqliteJournal>.Instance);
        _reads = new TroubledReads(_journal);
        _logs = LoggerFactory.Create(logs => logs.AddProvider(_log));
        _notices = new LocalNotices(_clock, _logs.CreateLogger<LocalNotices>());
        var clock = new SystemClock(TimeProvider.System);
        // Two hosts on one journal: what one is told to do, the other hears of only from the test.
        (_watched, _commands) = (new LocalGrains(_reads, clock, _notices), new LocalGrains(_journal, clock, _unheard));
    }

    [Theory]
    [InlineData("signed-off.v2", "{}")]
    [InlineData("signed-off.v1", """{"id":"00000000-0000-0000-0000-000000000001","role":"auditor","score":1,"state_hash":"x"}""")]
    [InlineData("signed-off.v1", """{"id":""")]
    public async Task An_event_that_cannot_be_read_ends_who_watches_its_period_and_the_others_go_on(string type, string json)
    {
        await Open(_bad, _good);
        await using var bad = await Watch(_bad);
        await using var good = await Watch(_good);

        await Foreign(type, json);
        _notices.CatchUpAll();

        Assert.False(await bad.MoveNextAsync().AsTask().WaitAsync(HangsAfter));
        Assert.Empty(await _watched.CloseScore(_business, _bad.Period).Watch(null, default).ToArrayAsync());
        await GoesOn(good);
    }

    [Fact]
    public async Task A_fault_at_one_period_ends_who_watches_it_and_the_others_go_on()
    {
        await Open(_bad, _good);
        await using var bad = await Watch(_bad);
        await using var good = await Watch(_good);

        _reads.Troubles[_bad] = new InvalidOperationException("the test says so");
        _notices.Heard(_bad, 2, default);

        await Assert.ThrowsAsync<InvalidOperationException>(() => bad.MoveNextAsync().AsTask().WaitAsync(HangsAfter));
        await GoesOn(good);
    }

    [Fact]
    public async Task A_score_that_cannot_be_read_is_tried_again_once_a_second_and_none_is_read_because_of_it()
    {
        var quiet = EntityKey.ForPeriod(_business, Guid.NewGuid());
        await Open(_bad, _good, quiet);
        await using var bad = await Watch(_bad);
        await using var good = await Watch(_good);
        await using var untold = await Watch(quiet);
        var (readsOfBad, readsOfQuiet) = (_reads.Of(_bad), _reads.Of(quiet));

        _reads.Troubles[_bad] = new JournalUnavailableException("the test says so");
        for (var version = 2; version <= 20; version++)
        {
            await Report(_good, version);
            if (version == 2) await Report(_bad, 1);
            _notices.Heard(_bad, version, default);
            _notices.Heard(_good, version, default);
            Assert.Equal(version, await Next(good));
        }
        Assert.Equal((readsOfBad + 1, readsOfQuiet), (_reads.Of(_bad), _reads.Of(quiet)));

        _reads.Troubles.Clear();
        _clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(2, await Next(bad));
        Assert.Equal((readsOfBad + 2, readsOfQuiet), (_reads.Of(_bad), _reads.Of(quiet)));
        Assert.StartsWith("Warning Score notices are behind, the journal cannot be read", Assert.Single(_log.Entries), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_score_that_is_behind_is_read_to_its_end_whatever_is_told_of_it_next_and_the_log_says_once_that_some_are()
    {
        var other = EntityKey.ForPeriod(_business, Guid.NewGuid());
        await Open(_bad, _good, other);
        await using var bad = await Watch(_bad);
        await using var good = await Watch(_good);
        await using var watchOfOther = await Watch(other);
        foreach (var period in new[] { _bad, other })
        {
            _reads.Troubles[period] = new JournalUnavailableException("the test says so");
            await Report(period, 1);
            _notices.Heard(period, 2, default);
        }
        await IsToldOf(good, 2);

        _reads.Troubles.Clear();
        _clock.Advance(TimeSpan.FromSeconds(1));
        // It was on its way for longer than the one that could not be looked up.
        _notices.Heard(_bad, 1, default);

        Assert.Equal(2, await Next(bad));
        Assert.Equal(2, await Next(watchOfOther));
        Assert.StartsWith("Warning Score notices are behind, the journal cannot be read", Assert.Single(_log.Entries), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_stops_to_watch_ends_it_for_nobody_else_and_after_the_last_nothing_is_read_for_it()
    {
        await Open(_bad, _good);
        await using var good = await Watch(_good);
        await using (var stays = await Watch(_bad))
        {
            await using (await Watch(_bad))
            {
            }
            await Report(_bad, 1);
            _notices.Heard(_bad, 2, default);
            Assert.Equal(2, await Next(stays));
        }
        var reads = _reads.Of(_bad);

        await Report(_bad, 2);
        _notices.Heard(_bad, 3, default);

        await IsToldOf(good, 2);
        Assert.Equal(reads, _reads.Of(_bad));
    }

    [Fact]
    public async Task What_is_told_while_more_waits_than_is_remembered_is_found_in_the_journal()
    {
        await Open(_bad, _good);
        await using var bad = await Watch(_bad);
        await using var good = await Watch(_good);
        var hangs = new TaskCompletionSource();
        _reads.Hangs[_bad] = hangs.Task;
        await Report(_good, 1);
        for (var version = 2; version <= 10_000; version++) _notices.Heard(_bad, version, default);

        _notices.Heard(_good, 2, default);
        hangs.SetResult();

        Assert.Equal(2, await Next(good));
    }

    [Fact]
    public async Task While_all_are_looked_up_and_one_takes_long_the_others_are_told_of_what_is_new()
    {
        await Open(_bad, _good);
        await using var bad = await Watch(_bad);
        await using var good = await Watch(_good);
        var hangs = new TaskCompletionSource();
        _reads.Hangs[_bad] = hangs.Task;

        await Report(_bad, 1);

        try
        {
            _notices.CatchUpAll();
            for (var version = 2; version <= 4; version++) await IsToldOf(good, version);
        }
        finally
        {
            hangs.SetResult();
        }
        Assert.Equal(2, await Next(bad));
    }

    public Task InitializeAsync() => Task.CompletedTask;

    Task IAsyncLifetime.DisposeAsync() => DisposeAsync().AsTask();

    public async ValueTask DisposeAsync()
    {
        await _notices.DisposeAsync();
        await _unheard.DisposeAsync();
        await _journal.DisposeAsync();
        _logs.Dispose();
        _folder.Dispose();
    }

    /// <summary>The other score is told of, however often all are looked up, to the regular end; and the trouble was told once.</summary>
    private async Task GoesOn(IAsyncEnumerator<ScoreView> good)
    {
        for (var version = 2; version <= 4; version++)
        {
            await Report(_good, version);
            if (version == 3) _notices.CatchUpAll();
            else _notices.Heard(_good, version, default);
            Assert.Equal(version, await Next(good));
        }
        await _notices.DisposeAsync();
        Assert.StartsWith(
            $"Warning A watched score cannot go on from where it was: business={_business} period={_bad.Period} ", Assert.Single(_log.Entries), StringComparison.Ordinal);
    }

    /// <summary>And so everything that was heard before has been looked up, or could not be.</summary>
    private async Task IsToldOf(IAsyncEnumerator<ScoreView> good, long version)
    {
        await Report(_good, version);
        _notices.Heard(_good, version, default);
        Assert.Equal(version, await Next(good));
    }

    private async Task Open(params EntityKey[] periods)
    {
        Assert.Null((await _commands.Business(_business).Create(new CreateBusiness(default, "Acme", "UTC"))).Refusal);
        var start = new DateOnly(2026, 1, 1);
        foreach (var period in periods)
        {
            Assert.Null((await _commands.Business(_business).CreatePeriod(new CreatePeriod(default, period.Period, start, start.AddMonths(1).AddDays(-1)))).Refusal);
            start = start.AddMonths(1);
        }
    }

    /// <summary>Has been told of the first version.</summary>
    private async Task<IAsyncEnumerator<ScoreView>> Watch(EntityKey period)
    {
        var watch = _watched.CloseScore(_business, period.Period).Watch(null, default).GetAsyncEnumerator();
        Assert.Equal(1, await Next(watch));
        return watch;
    }

    private static async Task<long> Next(IAsyncEnumerator<ScoreView> watch)
    {
        Assert.True(await watch.MoveNextAsync().AsTask().WaitAsync(HangsAfter));
        return watch.Current.Version;
    }

    /// <summary>Makes a version of the score that none was before.</summary>
    private async Task Report(EntityKey period, long unreviewed)
    {
        var nothing = new Change<long?>();
        var reported = await _commands.Period(_business, period.Period).ReportInputs(new(default, new(true, 1_000), new(true, unreviewed), nothing, default, default));
        Assert.Null(reported.Refusal);
    }

    /// <summary>An event as another release may write it: its chain is good.</summary>
    private async Task Foreign(string type, string json)
    {
        var (head, data, at) = ((await _journal.Load(_bad)).Head, Encoding.UTF8.GetBytes(json), TestClock.Noon);
        var hash = EventChain.Hash(_bad, head.Version + 1, type, at, Guid.Empty, null, data, head.Hash);
        var foreign = new JournalEvent(head.Version + 1, type, data, at, Guid.Empty, null, hash);
        Assert.Equal(AppendResult.Appended, await _journal.Append([new EntityAppend(_bad, head, [foreign], null)]));
    }
}
