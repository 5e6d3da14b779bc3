using Periods.Grains.Journal;
using Periods.Silo.Sqlite;

namespace Periods.Silo.Tests.Journals;

public sealed class ReadPoolTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Whoever_waited_too_long_for_a_connection_is_told_so_and_nothing_is_read_for_them_afterwards()
    {
        var path = _folder.File("periods.db");
        using var file = SqliteFile.ForWriting(path);
        SqliteSchema.Upgrade(file, 0);
        await using var pool = new ReadPool(path, RecentEvents.Of(file, 1));
        using var disk = new ManualResetEventSlim();
        var (hanging, readForNobody) = (0, 0);
        var holders = Enumerable.Range(0, SqliteSettings.ReadConnections).Select(_ => pool.Use(_ => Interlocked.Increment(ref hanging) > 0 && disk.Wait(TimeSpan.FromMinutes(1)))).ToArray();
        Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref hanging) == SqliteSettings.ReadConnections, TimeSpan.FromSeconds(30)));

        var waiting = Enumerable.Range(0, 100).Select(_ => pool.Use(_ => Interlocked.Increment(ref readForNobody))).ToArray();

        foreach (var use in waiting)
            Assert.Equal($"{path} cannot be read: it takes too long", (await Assert.ThrowsAsync<JournalUnavailableException>(() => use)).Message);
        foreach (var use in holders) await Assert.ThrowsAsync<JournalUnavailableException>(() => use);
        disk.Set();
        // The turn of who asks now comes after all of theirs.
        Assert.True(await pool.Use(_ => true));
        Assert.Equal(0, readForNobody);
    }
}
