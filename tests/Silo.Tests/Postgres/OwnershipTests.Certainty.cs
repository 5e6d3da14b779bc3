using System.Diagnostics;
using Npgsql;
using Periods.Grains.Journal;
using Periods.Silo.Postgres;
using Periods.Silo.Tests.Journals;

namespace Periods.Silo.Tests.Postgres;

/// <content>When an owner asks all the same.</content>
public sealed partial class OwnershipTests
{
    private const string NotAlone =
        "Warning The journal of this process has sessions that it does not listen to: it asks before it reads until they have ended. It gave them up itself after a failure, or another process has a copy of the ownership file.";

    [Fact]
    public async Task After_connections_failed_an_owner_asks_until_it_is_certain_that_nothing_of_theirs_may_come()
    {
        await using var journal = await Owned(settings: ";Maximum Pool Size=3");
        var pen = EntityPen.New();
        Assert.Equal(AppendResult.Appended, await journal.Append([pen.Part("one")]));
        var before = pen.Head;
        EntityPen behind;
        postgres.Cluster.ReplicateTo("gone");
        try
        {
            // The server's processes hear of it one after the other: the first that fails hangs there, and may be committed later.
            for (var since = Stopwatch.StartNew(); await journal.Append([pen.Part("more")]) == AppendResult.Appended; before = pen.Head) Assert.InRange(since.Elapsed, TimeSpan.Zero, PostgresFailureTests.InTime);
            behind = new EntityPen(pen.Key, before);
            Assert.Equal(before.Version, (await journal.Load(pen.Key)).Head.Version);
            for (var since = Stopwatch.StartNew(); since.Elapsed < 3 * PostgresSettings.OwnershipLookedAt;)
            {
                Assert.False(KnowsLast(journal, behind));
                Assert.Equal(AppendResult.Appended, await journal.Confirm(pen.Key, before));
            }
        }
        finally
        {
            // Others use the server, too.
            postgres.Cluster.ReplicateTo("");
        }

        await Waits(async () => await journal.Confirm(pen.Key, before) == AppendResult.Conflict);
        await Waits(() => ComesToKnowLast(journal, pen));
        Assert.False(KnowsLast(journal, behind));
    }

    [Fact]
    public async Task What_comes_of_a_session_that_nobody_hears_of_any_more_is_seen_before_an_owner_is_certain_again()
    {
        await using var journal = await Owned();
        var pen = EntityPen.New();
        Assert.Equal(AppendResult.Appended, await journal.Append([pen.Part("one")]));
        // As a lane's that was lost: it has its lock, and its commit is still to come.
        await using var lost = new NpgsqlConnection(_database + ";Pooling=False");
        await lost.OpenAsync();
        await PostgresServer.Run(lost, $"SELECT pg_advisory_lock({PostgresSettings.LockSpace}, 77)");
        await PostgresServer.Run(lost, """
            BEGIN; INSERT INTO periods.event (entity, version, position, at, actor, lane, hash, type, data)
            SELECT entity, version + 1, 1, at, actor, 77, decode(repeat('11', 32), 'hex'), type, data FROM periods.event
            """);
        CutOff();
        var head = (await journal.Load(pen.Key)).Head;
        await Waits(() => Task.FromResult(_log.Entries.Contains(NotAlone)));
        for (var since = Stopwatch.StartNew(); since.Elapsed < 2 * PostgresSettings.OwnershipLookedAt;) Assert.False(await ComesToKnowLast(journal, pen));

        await PostgresServer.Run(lost, "COMMIT");
        await lost.DisposeAsync();

        var other = EntityPen.New();
        await Waits(async () => await journal.Append([other.Twin().Part("other")]) != AppendResult.Failed);
        await Waits(async () => await ComesToKnowLast(journal, new EntityPen(other.Key, (await journal.Load(other.Key)).Head)));
        Assert.Equal(AppendResult.Conflict, await journal.Confirm(pen.Key, head));
        Assert.Single(_log.Entries, NotAlone);
    }

    [Fact]
    public async Task An_owner_that_was_cut_off_goes_on()
    {
        await using var journal = await Owned();
        var pen = EntityPen.New();
        Assert.Equal(AppendResult.Appended, await journal.Append([pen.Part("one")]));
        CutOff();
        await Waits(async () => await journal.Append([EntityPen.New().Part("finds out")]) == AppendResult.Appended);

        await Waits(async () => await journal.Append([pen.Twin().Part("two")]) != AppendResult.Failed);
        var head = (await journal.Load(pen.Key)).Head;
        await Waits(() => ComesToKnowLast(journal, new EntityPen(pen.Key, head)));
        Assert.DoesNotContain(NotAlone, _log.Entries);
    }

    [Fact]
    public async Task An_owner_whose_row_was_taken_away_asks_and_writes_no_more_over_a_new_connection()
    {
        await using var journal = await Owned();
        var pen = EntityPen.New();
        Assert.Equal(AppendResult.Appended, await journal.Append([pen.Part("one")]));
        Assert.True(await ComesToKnowLast(journal, pen));
        Sql.Run(_database, "DELETE FROM periods.ownership");

        await Waits(() => Task.FromResult(!KnowsLast(journal, pen)));
        CutOff();

        for (var since = Stopwatch.StartNew(); since.Elapsed < TimeSpan.FromSeconds(2);)
            Assert.NotEqual(AppendResult.Appended, await journal.Append([pen.Twin().Part("no owner")]));
        Assert.False(KnowsLast(journal, pen));
        Assert.Single(_log.Entries, static entry => entry.StartsWith("Error This process does not own the journal any more", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Of_two_that_have_a_copy_of_the_file_each_none_goes_on_without_asking()
    {
        var (copy, id) = (_folder.File("copy"), Guid.NewGuid().ToString());
        Directory.CreateDirectory(Path.GetDirectoryName(File)!);
        foreach (var file in new[] { File, copy }) await System.IO.File.WriteAllTextAsync(file, id);
        await using var journal = await Owned();
        var pen = EntityPen.New();
        Assert.Equal(AppendResult.Appended, await journal.Append([pen.Part("one")]));
        await using var twin = await Owned(copy);
        Assert.True(await ComesToKnowLast(journal, pen));
        var behind = pen.Twin();

        Assert.Equal(AppendResult.Appended, await twin.Append([pen.Part("two")]));

        await Waits(async () => await journal.Confirm(pen.Key, behind.Head) == AppendResult.Conflict);
        for (var since = Stopwatch.StartNew(); since.Elapsed < 2 * PostgresSettings.OwnershipLookedAt;)
            Assert.False(await ComesToKnowLast(journal, pen) || await ComesToKnowLast(twin, pen));
    }
}
