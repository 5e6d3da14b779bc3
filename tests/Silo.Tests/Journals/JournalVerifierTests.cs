using Microsoft.Extensions.Logging.Abstractions;
using Periods.Silo.Journals;
using Periods.Silo.Sqlite;

namespace Periods.Silo.Tests.Journals;

public class JournalVerifierTests : IAsyncLifetime, IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly EntityPen[] _pens = [EntityPen.New(), EntityPen.New(), EntityPen.New()];

    /// <summary>Events before the index takes them.</summary>
    protected virtual int EventsUnindexed => SqliteSettings.EventsUnindexed;

    /// <summary>The index leads to a row that has become another: what should be there is missing.</summary>
    private bool IsIndexed => EventsUnindexed == 1;

    private string DatabasePath => _folder.File("periods.db");

    /// <summary>Three entities take turns, five times: version v of entity e (from 0) stands at position 3v - 2 + e.</summary>
    public async Task InitializeAsync()
    {
        await using var journal = SqliteJournal.Open(DatabasePath, TimeProvider.System, NullLogger.Instance, new() { EventsUnindexed = EventsUnindexed });
        for (var version = 1; version <= 5; version++)
            foreach (var pen in _pens) await journal.Append([pen.Part($"version {version}")]);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose()
    {
        _folder.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task All_is_well_with_what_the_service_wrote() => Assert.Equal(new JournalReport(15, 3, null), await Verified());

    [Fact]
    public async Task An_empty_journal_is_well()
    {
        var path = _folder.File("empty.db");
        await using (SqliteJournal.Open(path, TimeProvider.System)) { }
        Assert.Equal(new JournalReport(0, 0, null), await Verified(path));
    }

    [Fact]
    public async Task More_rows_than_are_read_at_once_are_well()
    {
        await using var journal = SqliteJournal.Open(DatabasePath, TimeProvider.System, NullLogger.Instance, new() { EventsUnindexed = EventsUnindexed });
        for (var i = 0; i < 11; i++) await journal.Append([_pens[i % 3].Part([.. Enumerable.Repeat("many", 300)])]);
        Assert.Equal(new JournalReport(15 + (11 * 300), 3, null), await Verified());
    }

    [Fact]
    public async Task A_journal_in_use_is_verified_too()
    {
        await using var journal = SqliteJournal.Open(DatabasePath, TimeProvider.System);
        await journal.Append([_pens[0].Part("just now")]);
        Assert.Equal(new JournalReport(16, 3, null), await Verified());
    }

    [Fact]
    public async Task What_is_appended_while_it_is_verified_is_left_out()
    {
        await using var reader = SqliteJournalReader.Open(DatabasePath);
        var end = await reader.End();
        await using var journal = SqliteJournal.Open(DatabasePath, TimeProvider.System, NullLogger.Instance, new() { EventsUnindexed = EventsUnindexed });
        for (var i = 0; i < 9; i++) await journal.Append([_pens[i % 3].Part("meanwhile"), EntityPen.New().Part("new")]);

        Assert.Equal(15, await reader.Rows(end.LastPosition, CancellationToken.None).CountAsync());
        Assert.Equal(Enumerable.Range(1, 15).Select(position => (long)position), await reader.Positions(end.LastPosition, CancellationToken.None).ToArrayAsync());
    }

    [Fact]
    public async Task What_one_reader_reads_twice_is_twice_the_same()
    {
        await using var reader = SqliteJournalReader.Open(DatabasePath);
        for (var i = 0; i < 2; i++) Assert.Equal(new JournalReport(15, 3, null), await JournalVerifier.Verify(reader, CancellationToken.None));
    }

    [Fact]
    public async Task A_copy_is_verified_too()
    {
        File.Copy(DatabasePath, _folder.File("copy.db"));
        Assert.Equal(new JournalReport(15, 3, null), await Verified(_folder.File("copy.db")));
    }

    [Fact]
    public async Task A_copy_on_a_medium_that_cannot_be_written_is_verified_too_unless_a_log_lies_beside_it()
    {
        using var disk = new SmallDisk();
        File.Copy(DatabasePath, disk.File("closed.db"));
        await using var journal = SqliteJournal.Open(DatabasePath, TimeProvider.System);
        await journal.Append([_pens[0].Part("in the log only")]);
        foreach (var part in new[] { "", "-wal" }) File.Copy(DatabasePath + part, disk.File("killed.db") + part);
        disk.Seal();

        Assert.Equal(new JournalReport(15, 3, null), await Verified(disk.File("closed.db")));
        Assert.Equal($"{disk.File("killed.db")} cannot be opened: unable to open database file (SQLite 14)", Assert.Throws<JournalOpenException>(() => SqliteJournalReader.Open(disk.File("killed.db"))).Message);
    }

    [Theory]
    [InlineData("data = replace(data, 'version', 'Version')")]
    [InlineData("type = 'other.v1'")]
    [InlineData("at = at + 1")]
    [InlineData("at = 9223372036854775807")]
    [InlineData("at = at - 9223372036854775807 - 1")]
    [InlineData("actor = x'00112233445566778899aabbccddeeff'")]
    [InlineData("actor = x'00'")]
    [InlineData("command_id = 'k'")]
    [InlineData("command_id = ''")]
    [InlineData("token_id = x'00112233445566778899aabbccddeeff'")]
    [InlineData("request_id = 'r'")]
    [InlineData("client_address = '203.0.113.9'")]
    [InlineData("stated_email = 'anna@acme.example'")]
    [InlineData("replaced = '{}'")]
    [InlineData("ordered_at = at")]
    [InlineData("hash = zeroblob(32)")]
    public async Task An_edited_row_is_named(string edit)
    {
        Tamper($"UPDATE event SET {edit} WHERE position = 8");
        await AssertFirstBad(_pens[1], version: 3, position: 8);
    }

    [Theory]
    [InlineData("token_id = zeroblob(16)", 1)]
    [InlineData("replaced = ''", 1)]
    [InlineData("ordered_at = 0", 1)]
    [InlineData("request_id = ''", 2)]
    [InlineData("stated_email = ''", 3)]
    [InlineData("client_address = ''", 4)]
    public async Task A_row_where_nothing_became_what_the_hash_takes_for_nothing_is_named(string edit, long version)
    {
        var pen = EntityPen.New();
        await using (var journal = SqliteJournal.Open(DatabasePath, TimeProvider.System, NullLogger.Instance, new() { EventsUnindexed = EventsUnindexed }))
        {
            await journal.Append([pen.Noted(TestClock.Noon, EntityPen.WithRequest)]);
            await journal.Append([pen.Noted(TestClock.Noon, EntityPen.WithToken)]);
            await journal.Append([pen.Noted(TestClock.Noon, EntityPen.WithAddress)]);
            await journal.Append([pen.Noted(TestClock.Noon, EntityPen.WithEmail)]);
        }
        Assert.Null((await Verified()).FirstBad);

        Tamper($"UPDATE event SET {edit} WHERE position = 15 + {version}");

        await AssertFirstBad(pen, version, position: 15 + version);
    }

    [Theory]
    [InlineData("upper(key)", "P")]
    [InlineData("'p' || upper(substr(key, 2))", "p")]
    [InlineData("substr(key, 1, 34) || '.' || substr(key, 36)", "p")]
    public async Task A_key_spelled_otherwise_is_named_at_its_first_row(string spelling, string kind)
    {
        Tamper($"UPDATE entity SET key = {spelling} WHERE id = 2");
        var bad = (await Verified()).FirstBad!;
        Assert.Equal((kind, 1L, 2L, "belongs to no entity"), (bad.Entity![..1], bad.Version, bad.Position, bad.Wrong));
    }

    [Fact]
    public async Task A_row_edited_together_with_its_hash_is_betrayed_by_the_next_one()
    {
        var forger = new EntityPen(_pens[1].Key);
        forger.Part("version 1", "version 2");
        var forged = forger.Part("forged").Events[0];
        Tamper($"""UPDATE event SET data = '{"{"}"text":"forged"{"}"}', hash = x'{Convert.ToHexString(forged.Hash)}' WHERE position = 8""");

        await AssertFirstBad(_pens[1], version: 4, position: 11);
    }

    [Fact]
    public async Task A_dropped_middle_row_is_named()
    {
        Tamper("DELETE FROM event WHERE position = 8");
        await AssertFirstBad(_pens[1], version: 3, position: null);
    }

    [Fact]
    public async Task A_dropped_first_row_is_named()
    {
        Tamper("DELETE FROM event WHERE position = 2");
        await AssertFirstBad(_pens[1], version: 1, position: null);
    }

    [Fact]
    public async Task The_cut_tail_of_one_entity_is_named_by_its_position()
    {
        Tamper("DELETE FROM event WHERE position IN (11, 14)");
        Assert.Equal(new BadRow(null, null, 11, "is missing"), (await Verified()).FirstBad);
    }

    [Fact]
    public async Task An_entity_dropped_as_a_whole_is_named_by_its_first_position()
    {
        Tamper("DELETE FROM event WHERE position % 3 = 2");
        Assert.Equal(new BadRow(null, null, 2, "is missing"), (await Verified()).FirstBad);
    }

    [Fact]
    public async Task The_cut_tail_of_the_journal_is_named_by_its_position()
    {
        Tamper("DELETE FROM event WHERE position >= 14");
        Assert.Equal(new BadRow(null, null, 14, "is missing; the journal ended at position 15"), (await Verified()).FirstBad);
    }

    /// <summary>The chain of its entity does not miss it, for it was the last; its position is there.</summary>
    [Fact]
    public async Task A_row_that_the_index_lost_is_not_taken_for_found()
    {
        await using (var journal = SqliteJournal.Open(DatabasePath, TimeProvider.System, NullLogger.Instance, new() { EventsUnindexed = EventsUnindexed }))
            for (var i = 0; i < 2; i++) await journal.Append([_pens[0].Part("makes the index take what was before")]);
        Tamper("DELETE FROM event_index WHERE position = 14");

        Assert.Equal(IsIndexed ? new BadRow(null, null, null, "17 events are kept, but 16 are found by their entities") : null, (await Verified()).FirstBad);
    }

    [Fact]
    public async Task A_row_added_behind_the_service_is_named()
    {
        var added = _pens[0].Part("added").Events[0];
        Tamper($$"""
            INSERT INTO event (position, entity, version, type, data, at, actor, command_id, hash) SELECT 16, entity, 6, type, '{"text":"added"}', at, actor, command_id, x'{{Convert.ToHexString(added.Hash)}}' FROM event WHERE position = 13
            """);
        Assert.Equal(new BadRow(null, null, 16, "was not written by the service: the journal ended at position 15"), (await Verified()).FirstBad);
    }

    [Fact]
    public async Task Two_rows_that_changed_versions_are_named()
    {
        Tamper("UPDATE event SET version = -1 WHERE position = 8; UPDATE event SET version = 3 WHERE position = 11; UPDATE event SET version = 4 WHERE position = 8");
        await AssertFirstBad(_pens[1], version: 3, position: IsIndexed ? null : 11);
    }

    [Fact]
    public async Task Two_rows_that_changed_places_in_commit_order_are_named()
    {
        Tamper("UPDATE event SET position = -1 WHERE position = 8; UPDATE event SET position = 8 WHERE position = 11; UPDATE event SET position = 11 WHERE position = -1");
        await AssertFirstBad(_pens[1], version: IsIndexed ? 3 : 4, position: IsIndexed ? null : 8);
    }

    [Fact]
    public async Task A_row_given_to_another_entity_is_named()
    {
        Tamper("UPDATE event SET entity = 99 WHERE entity = 2");
        Assert.Equal(("entity number 99", 1L, 2L, "belongs to no entity"), Named((await Verified()).FirstBad!));
    }

    [Fact]
    public async Task A_key_given_to_another_entity_is_named_at_its_first_row()
    {
        var other = EntityPen.New().Key;
        Tamper($"UPDATE entity SET key = '{other}' WHERE id = 2");
        var bad = (await Verified()).FirstBad!;
        Assert.Equal((other.ToString(), 1L, 2L), (bad.Entity, bad.Version, bad.Position));
    }

    private void Tamper(string sql) => OperatorShell.Run(DatabasePath, sql);

    private async Task AssertFirstBad(EntityPen pen, long version, long? position)
    {
        var bad = (await Verified()).FirstBad!;
        Assert.Equal((pen.Key.ToString(), version, position), (bad.Entity, bad.Version, bad.Position));
    }

    private Task<JournalReport> Verified() => Verified(DatabasePath);

    private static async Task<JournalReport> Verified(string path)
    {
        await using var reader = SqliteJournalReader.Open(path);
        return await JournalVerifier.Verify(reader, CancellationToken.None);
    }

    private static (string?, long?, long?, string) Named(BadRow bad) => (bad.Entity, bad.Version, bad.Position, bad.Wrong);
}

/// <summary>The same, with all but the last event found by the index.</summary>
public sealed class IndexedJournalVerifierTests : JournalVerifierTests
{
    protected override int EventsUnindexed => 1;
}
