using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Periods.Gateway.Tests.Running;
using Periods.Grains.Journal;
using Periods.Silo.Postgres;
using Periods.Silo.Tests.Journals;

namespace Periods.Silo.Tests.Postgres;

/// <summary>Connections for reading, and where those go on who wait for them.</summary>
[Collection(PostgresTests.Name)]
public sealed class JournalReadersTests(PostgresFixture postgres)
{
    [Fact]
    public async Task What_follows_a_read_does_not_keep_the_thread_its_rows_came_in_on()
    {
        await using var readers = new JournalReaders(new PostgresServer(postgres.Cluster.NewDatabase()), 1, TimeSpan.FromSeconds(30), TimeProvider.System, () => { }, NullLogger.Instance);
        Assert.True(await readers.Use(static _ => Task.FromResult(true)));
        var rows = new TaskCompletionSource<bool>();

        // The connection is open, so everything up to the wait for the rows happens before the read is handed back.
        var following = readers.Use(_ => rows.Task).ContinueWith(
            static _ => Thread.CurrentThread, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        var polling = new Thread(() => rows.SetResult(true));
        polling.Start();

        Assert.NotSame(polling, await following);
    }

    [Fact]
    public async Task That_nobody_is_let_in_to_read_is_said_once_until_somebody_is()
    {
        var database = postgres.Cluster.NewDatabase();
        using var log = new KeptLog();
        using var logs = LoggerFactory.Create(to => to.AddProvider(log));
        await using var readers = new JournalReaders(new PostgresServer(database), 1, TimeSpan.FromSeconds(30), TimeProvider.System, () => { }, logs.CreateLogger<PostgresJournal>());

        for (var times = 1; times <= 2; times++)
        {
            LetIn(database, false);
            for (var i = 0; i < 3; i++) await Assert.ThrowsAsync<JournalUnavailableException>(() => readers.Use(queries => queries.MissingFences()));
            Assert.Equal(times, log.Entries.Length);
            Assert.Contains("The journal cannot be read: no connection can be opened.", log.Entries[^1], StringComparison.Ordinal);
            LetIn(database, true);
            Assert.True(await readers.Use(static _ => Task.FromResult(true)));
        }
    }

    [Fact]
    public async Task Who_waits_for_a_connection_when_the_journal_is_closed_is_told_so_at_once_and_none_stays_open()
    {
        var database = postgres.Cluster.NewDatabase();
        var readers = new JournalReaders(new PostgresServer(database), 1, TimeSpan.FromSeconds(30), TimeProvider.System, () => { }, NullLogger.Instance);
        var rows = new TaskCompletionSource<bool>();
        var reading = readers.Use(_ => rows.Task);
        var closing = readers.DisposeAsync().AsTask();
        var waiting = readers.Use(static _ => Task.FromResult(true));
        Assert.False(closing.IsCompleted);

        rows.SetResult(true);

        Assert.True(await reading);
        await closing;
        foreach (var use in new[] { waiting, readers.Use(static _ => Task.FromResult(true)) })
            Assert.EndsWith(" cannot be read: it is closed", (await Assert.ThrowsAsync<JournalUnavailableException>(() => use)).Message, StringComparison.Ordinal);
        Assert.True(SpinWait.SpinUntil(() => Sessions(database) == 0, TimeSpan.FromSeconds(30)));
    }

    [Fact]
    public async Task A_read_that_fails_is_tried_once_more_over_another_connection_and_neither_is_used_again()
    {
        var database = postgres.Cluster.NewDatabase();
        await using var readers = new JournalReaders(new PostgresServer(database), 1, TimeSpan.FromSeconds(30), TimeProvider.System, () => { }, NullLogger.Instance);
        var failed = new List<JournalQueries>();

        for (var i = 1; i <= 3; i++)
        {
            await Assert.ThrowsAsync<JournalUnavailableException>(() => readers.Use<bool>(queries =>
            {
                failed.Add(queries);
                throw new InvalidOperationException("the test says so");
            }));
            Assert.Equal(2 * i, failed.Distinct().Count());
            Assert.Equal(2 * i, failed.Count);
        }

        Assert.DoesNotContain(await readers.Use(Task.FromResult), failed);
        Assert.True(SpinWait.SpinUntil(() => Sessions(database) == 1, TimeSpan.FromSeconds(30)));
    }

    [Fact]
    public async Task A_statement_that_takes_too_long_is_not_tried_again_and_costs_nobody_else_a_connection()
    {
        var server = new PostgresServer(postgres.Cluster.NewDatabase());
        await using var readers = new JournalReaders(server, 1, TimeSpan.FromSeconds(30), TimeProvider.System, () => { }, NullLogger.Instance);
        var tries = 0;

        await Assert.ThrowsAsync<JournalUnavailableException>(() => readers.Use<bool>(_ =>
        {
            tries++;
            throw new PostgresException("canceling statement due to statement timeout", "ERROR", "ERROR", PostgresErrorCodes.QueryCanceled);
        }));

        Assert.Equal((1, 0), (tries, server.Failures));
    }

    [Fact]
    public async Task Who_waited_long_for_a_connection_and_runs_out_of_patience_costs_nobody_else_theirs_and_who_had_it_all_the_time_does()
    {
        var (server, clock) = (new PostgresServer(postgres.Cluster.NewDatabase()), new TestTimers());
        await using var readers = new JournalReaders(server, 1, TimeSpan.FromSeconds(60), clock, () => { }, NullLogger.Instance);
        var (rows, none) = (new TaskCompletionSource<bool>(), new TaskCompletionSource<bool>());
        Assert.True(await readers.Use(static _ => Task.FromResult(true)));
        var first = readers.Use(_ => rows.Task);
        var (second, secondBegan) = Endless();
        clock.Advance(TimeSpan.FromSeconds(40));
        rows.SetResult(true);
        Assert.True(await first);
        Assert.Same(secondBegan, await Task.WhenAny(second, secondBegan));

        clock.Advance(TimeSpan.FromSeconds(20));
        await Assert.ThrowsAsync<JournalUnavailableException>(() => second);
        Assert.Equal(0, server.Failures);

        var (third, thirdBegan) = Endless();
        Assert.Same(thirdBegan, await Task.WhenAny(third, thirdBegan));
        clock.Advance(TimeSpan.FromSeconds(60));
        await Assert.ThrowsAsync<JournalUnavailableException>(() => third);
        Assert.Equal(1, server.Failures);

        (Task<bool> Read, Task Began) Endless()
        {
            var began = new TaskCompletionSource();
            return (readers.Use(_ =>
            {
                began.SetResult();
                return none.Task;
            }), began.Task);
        }
    }

    private static long Sessions(string database) =>
        Sql.Number(database, "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'periods'");

    private void LetIn(string database, bool isTrue)
    {
        var (name, beside) = (new NpgsqlConnectionStringBuilder(database).Database, postgres.Cluster.ConnectionString("postgres"));
        Sql.Run(beside, $"ALTER DATABASE {name} ALLOW_CONNECTIONS {isTrue}");
        Sql.Run(beside, $"SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname = '{name}'");
    }
}
