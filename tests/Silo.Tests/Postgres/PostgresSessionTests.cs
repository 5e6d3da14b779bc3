using System.Diagnostics;
using Periods.Grains.Journal;
using Periods.Silo.Postgres;
using Periods.Silo.Tests.Journals;

namespace Periods.Silo.Tests.Postgres;

/// <summary>How many sessions a silo has with a server that keeps them waiting, or lets nobody new in. On a cluster of their own, because they keep everybody waiting.</summary>
public sealed class PostgresSessionTests : IAsyncLifetime
{
    private readonly PostgresCluster _cluster = PostgresCluster.Create();
    private string _database = "";

    public Task InitializeAsync()
    {
        _database = _cluster.NewDatabase();
        return Task.CompletedTask;
    }

    public async Task DisposeAsync() => await _cluster.DisposeAsync();

    [Fact]
    public async Task Commits_that_hang_leave_a_bounded_number_of_sessions_behind_and_all_of_them_end()
    {
        await using var journal = await PostgresJournal.Open($"{_database};Maximum Pool Size=3", TimeProvider.System);
        Assert.Equal(AppendResult.Appended, await journal.Append([EntityPen.New().Part("before")]));
        _cluster.ReplicateTo("gone");
        // The server's processes hear of it one after the other.
        for (var told = Stopwatch.StartNew(); await journal.Append([EntityPen.New().Part("not yet")]) == AppendResult.Appended;) Assert.InRange(told.Elapsed, TimeSpan.Zero, PostgresFailureTests.InTime);
        // The lane gives up after a while, and tries again.
        var most = 0L;
        for (var since = Stopwatch.StartNew(); since.Elapsed < 5 * Limits.CommitMax;)
        {
            Assert.Equal(AppendResult.Failed, await journal.Append([EntityPen.New().Part("hangs")]));
            most = Math.Max(most, Sql.Number(_database, "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'SyncRep'"));
        }
        Assert.False(journal.IsAvailable);
        Assert.Equal(2, most);
        Assert.InRange(Sql.Number(_database, "SELECT count(*) FROM periods.lane"), 1, 2);
        // They wait for commits and for nothing else: reads go on.
        Assert.Empty((await journal.Load(EntityPen.New().Key)).Events);

        _cluster.ReplicateTo("");

        var back = Stopwatch.StartNew();
        while (await journal.Append([EntityPen.New().Part("again")]) != AppendResult.Appended) Assert.InRange(back.Elapsed, TimeSpan.Zero, PostgresFailureTests.InTime);
    }

    [Fact]
    public async Task Sessions_that_were_left_with_a_server_that_is_gone_are_not_waited_for()
    {
        var sessions = new LaneSessions(new PostgresServer(_database), owner: null);
        for (var i = 0; i < 2 * PostgresSettings.LanesMax; i++)
        {
            var connection = await sessions.Open(CancellationToken.None);
            sessions.Leave(connection);
        }

        // The server is asked about them now and then; it has no work for any.
        var since = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                await (await sessions.Open(CancellationToken.None)).DisposeAsync();
                break;
            }
            catch (TimeoutException)
            {
                Assert.InRange(since.Elapsed, TimeSpan.Zero, PostgresFailureTests.InTime);
            }
        }
    }

    [Fact]
    public async Task A_server_that_lets_nobody_new_in_goes_on_for_those_who_are()
    {
        await using var journal = await PostgresJournal.Open(_database, TimeProvider.System);
        var pen = EntityPen.New();
        Assert.Equal(AppendResult.Appended, await journal.Append([pen.Part("before")]));
        Assert.Equal(AppendResult.Appended, await journal.Confirm(pen.Key, pen.Head));

        _cluster.FreezeEntrance();
        try
        {
            // One connection for reading is open. More are wanted than that, and come back to it.
            foreach (var history in await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => journal.Load(pen.Key)))) Assert.Single(history.Events);
            // Longer than anybody waits for a connection to be opened.
            for (var since = Stopwatch.StartNew(); since.Elapsed < Limits.JournalReadMax + TimeSpan.FromSeconds(1);)
            {
                Assert.Equal(AppendResult.Appended, await journal.Append([pen.Part("meanwhile")]));
                Assert.Equal(AppendResult.Appended, await journal.Confirm(pen.Key, pen.Head));
                await Task.WhenAll(journal.Load(pen.Key), journal.Load(pen.Key));
            }
            Assert.True(journal.IsAvailable);
        }
        finally
        {
            _cluster.Thaw();
        }
    }
}
