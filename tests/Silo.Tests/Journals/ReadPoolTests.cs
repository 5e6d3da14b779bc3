using Periods.Grains.Journal;
using Periods.Silo.Sqlite;

namespace Periods.Silo.Tests.Journals;

public sealed class ReadPoolTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private string DatabasePath => _folder.File("periods.db");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Whoever_waited_too_long_for_a_connection_is_told_so_and_nothing_is_read_for_them_afterwards()
    {
        await using var pool = Open();
        using var disk = new ManualResetEventSlim();
        var (hanging, readForNobody) = (0, 0);
        var holders = Enumerable.Range(0, SqliteSettings.ReadConnections).Select(_ => pool.Use(_ => Interlocked.Increment(ref hanging) > 0 && disk.Wait(TimeSpan.FromMinutes(1)))).ToArray();
        Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref hanging) == SqliteSettings.ReadConnections, TimeSpan.FromSeconds(30)));

        var waiting = Enumerable.Range(0, 100).Select(_ => pool.Use(_ => Interlocked.Increment(ref readForNobody))).ToArray();

        foreach (var use in waiting)
            Assert.Equal($"{DatabasePath} cannot be read: it takes too long", (await Assert.ThrowsAsync<JournalUnavailableException>(() => use)).Message);
        foreach (var use in holders) await Assert.ThrowsAsync<JournalUnavailableException>(() => use);
        disk.Set();
        // The turn of who asks now comes after all of theirs.
        Assert.True(await pool.Use(_ => true));
        Assert.Equal(0, readForNobody);
    }

    [Fact]
    public async Task Who_waits_for_a_connection_when_the_journal_is_closed_is_told_so_at_once_and_nobody_opens_another()
    {
        var pool = Open();
        using var disk = new ManualResetEventSlim();
        var hanging = 0;
        var holders = Enumerable.Range(0, SqliteSettings.ReadConnections).Select(_ => pool.Use(_ => Interlocked.Increment(ref hanging) > 0 && disk.Wait(Limits.JournalReadMax))).ToArray();
        Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref hanging) == SqliteSettings.ReadConnections, TimeSpan.FromSeconds(30)));
        var closing = pool.DisposeAsync();
        var waiting = pool.Use(_ => true);
        Assert.False(closing.IsCompleted);

        disk.Set();

        Assert.All(await Task.WhenAll(holders), Assert.True);
        await closing;
        foreach (var use in new[] { waiting, pool.Use(_ => true) })
            Assert.Equal($"{DatabasePath} is closed.", (await Assert.ThrowsAsync<JournalUnavailableException>(() => use)).Message);
    }

    [Fact]
    public async Task A_connection_that_a_read_failed_on_is_not_used_again()
    {
        await using var pool = Open();
        var failed = new HashSet<JournalQueries>();
        for (var i = 0; i < 3 * SqliteSettings.ReadConnections; i++)
            await Assert.ThrowsAsync<JournalUnavailableException>(() => pool.Use<bool>(queries => failed.Add(queries) ? throw new InvalidOperationException("the test says so") : true));

        Assert.Equal(3 * SqliteSettings.ReadConnections, failed.Count);
        foreach (var queries in failed) Assert.Throws<ObjectDisposedException>(() => queries.Load(EntityPen.New().Key));
    }

    private ReadPool Open()
    {
        using var file = SqliteFile.ForWriting(DatabasePath);
        SqliteSchema.Upgrade(file, 0);
        return new ReadPool(DatabasePath, RecentEvents.Of(file, 1));
    }
}
