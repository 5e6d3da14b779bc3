using Periods.Silo.Postgres;

namespace Periods.Silo.Tests.Postgres;

/// <summary>Connections for reading, and where those go on who wait for them.</summary>
[Collection(PostgresTests.Name)]
public sealed class JournalReadersTests(PostgresFixture postgres)
{
    [Fact]
    public async Task What_follows_a_read_does_not_keep_the_thread_its_rows_came_in_on()
    {
        await using var readers = new JournalReaders(new PostgresServer(postgres.Cluster.NewDatabase()), 1, TimeSpan.FromSeconds(30), () => { });
        Assert.True(await readers.Use(static _ => Task.FromResult(true)));
        var rows = new TaskCompletionSource<bool>();

        // The connection is open, so everything up to the wait for the rows happens before the read is handed back.
        var following = readers.Use(_ => rows.Task).ContinueWith(
            static _ => Thread.CurrentThread, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        var polling = new Thread(() => rows.SetResult(true));
        polling.Start();

        Assert.NotSame(polling, await following);
    }
}
