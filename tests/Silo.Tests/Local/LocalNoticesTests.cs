using Microsoft.Extensions.Logging.Abstractions;
using Periods.Businesses;
using Periods.Closing;
using Periods.Gateway.Tests.Running;
using Periods.Scoring;
using Periods.Silo.Local;
using Periods.Silo.Sqlite;
using Periods.Silo.Tests.Journals;

namespace Periods.Silo.Tests.Local;

/// <summary>Notices as they come from many commands at once: in any order, and not all of them.</summary>
public sealed class LocalNoticesTests : IAsyncLifetime, IAsyncDisposable
{
    private static readonly TimeSpan HangsAfter = TimeSpan.FromSeconds(30);

    private readonly Guid _business = Guid.NewGuid();
    private readonly Guid _period = Guid.NewGuid();
    private readonly TempFolder _folder = new();
    private readonly SqliteJournal _journal;
    private readonly TestClock _clock = new();
    private readonly LocalNotices _notices;
    private readonly LocalNotices _unheard = new(TimeProvider.System, NullLogger<LocalNotices>.Instance);
    private readonly LocalGrains _watched;
    private readonly LocalGrains _commands;

    public LocalNoticesTests()
    {
        _journal = SqliteJournal.Open(_folder.File("periods.db"), TimeProvider.System, NullLogger<SqliteJournal>.Instance);
        var clock = new SystemClock(TimeProvider.System);
        _notices = new LocalNotices(_clock, NullLogger<LocalNotices>.Instance);
        // Two hosts on one journal: what one is told to do, the other hears of only from the test.
        (_watched, _commands) = (new LocalGrains(_journal, clock, _notices), new LocalGrains(_journal, clock, _unheard));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task Changes_that_overtake_each_other_are_told_in_order_and_nobody_asks_the_journal(int seed)
    {
        await using var watch = await Watch();
        // The journal has none of them: had it been asked, they would not have been told.
        var versions = Enumerable.Range(2, 60).Select(version => (long)version).ToArray();
        new Random(seed).Shuffle(versions);

        foreach (var version in versions) _notices.Publish(new ScoreNotice(Score(version)));

        for (var version = 2L; version <= 61; version++) Assert.Equal(version, await Next(watch));
    }

    [Fact]
    public async Task A_change_that_nobody_tells_of_is_found_in_the_journal_once_a_later_one_is_told()
    {
        await using var watch = await Watch();
        for (var count = 1; count <= 5; count++) await Report(count);

        _notices.Publish(new ScoreNotice(Score(6)));
        var first = Next(watch);
        await Until.Holds(() =>
        {
            _clock.Advance(TimeSpan.FromMilliseconds(20));
            return Task.FromResult(first.IsCompleted);
        });

        Assert.Equal(2, await first);
        for (var version = 3L; version <= 6; version++) Assert.Equal(version, await Next(watch));
    }

    public Task InitializeAsync() => Task.CompletedTask;

    Task IAsyncLifetime.DisposeAsync() => DisposeAsync().AsTask();

    public async ValueTask DisposeAsync()
    {
        await _notices.DisposeAsync();
        await _unheard.DisposeAsync();
        await _journal.DisposeAsync();
        _folder.Dispose();
    }

    /// <summary>Of a month that was just created, and has been told of once.</summary>
    private async Task<IAsyncEnumerator<ScoreView>> Watch()
    {
        Assert.Null((await _commands.Business(_business).Create(new CreateBusiness(default, "Acme", "UTC"))).Refusal);
        Assert.Null((await _commands.Business(_business).CreatePeriod(new CreatePeriod(default, _period, new(2026, 3, 1), new(2026, 3, 31)))).Refusal);
        var watch = _watched.CloseScore(_business, _period).Watch(null, default).GetAsyncEnumerator();
        Assert.Equal(1, await Next(watch));
        return watch;
    }

    private static async Task<long> Next(IAsyncEnumerator<ScoreView> watch)
    {
        Assert.True(await watch.MoveNextAsync().AsTask().WaitAsync(HangsAfter));
        return watch.Current.Version;
    }

    private async Task Report(int unreviewed)
    {
        var nothing = new Change<long?>();
        var reported = await _commands.Period(_business, _period).ReportInputs(new(default, new(true, 1_000), new(true, unreviewed), nothing, default, default));
        Assert.Null(reported.Refusal);
    }

    private ScoreView Score(long version) => new(_period, _business, version, version, 50m, 100, default, "signed-off.v1", []);
}
