using Periods.Grains.Journal;
using Periods.Silo.Journals;
using Periods.Silo.Postgres;
using Periods.Silo.Tests.Journals;

namespace Periods.Silo.Tests.Postgres;

/// <summary>Three entities take turns in one lane, five times: version v of entity e (from 0) stands at position 3v - 2 + e of lane 1.</summary>
[Collection(PostgresTests.Name)]
public sealed class PostgresVerifierTests(PostgresFixture postgres) : IAsyncLifetime
{
    private readonly string _database = postgres.Cluster.NewDatabase();
    private readonly EntityPen[] _pens = [EntityPen.New(), EntityPen.New(), EntityPen.New()];

    public async Task InitializeAsync()
    {
        await using var journal = await PostgresJournal.Open(_database + ";Maximum Pool Size=3", TimeProvider.System);
        for (var version = 1; version <= 5; version++)
            foreach (var pen in _pens) await journal.Append([pen.Part($"version {version}")]);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task All_is_well_with_what_silos_wrote_beside_each_other()
    {
        await using var one = await PostgresJournal.Open(_database, TimeProvider.System);
        await using var other = await PostgresJournal.Open(_database, TimeProvider.System);
        await Task.WhenAll(Enumerable.Range(0, 200).Select(i => (i % 2 == 0 ? one : other).Append([EntityPen.New().Part("a", "b")])));

        Assert.Equal(new JournalReport(415, 203, null), await Verified());
    }

    [Fact]
    public async Task What_is_appended_while_it_is_verified_is_left_out()
    {
        await using var reader = await PostgresJournalReader.Open(_database);
        var lanes = await reader.Lanes();
        await using var journal = await PostgresJournal.Open(_database + ";Maximum Pool Size=3", TimeProvider.System);
        Assert.Equal(AppendResult.Appended, await journal.Append([_pens[0].Part("meanwhile"), EntityPen.New().Part("new")]));

        Assert.Equal(15, await reader.Rows(lanes, CancellationToken.None).CountAsync());
        Assert.Equal(Enumerable.Range(1, 15).Select(position => (long)position), await reader.Positions(Assert.Single(lanes), CancellationToken.None).ToArrayAsync());
    }

    [Theory]
    [InlineData("data = replace(data, 'version', 'Version')")]
    [InlineData("type = 'other.v1'")]
    [InlineData("at = at + interval '1 microsecond'")]
    [InlineData("at = 'infinity'")]
    [InlineData("actor = '00112233-4455-6677-8899-aabbccddeeff'")]
    [InlineData("command_id = 'k'")]
    [InlineData("command_id = ''")]
    [InlineData("token_id = '00112233-4455-6677-8899-aabbccddeeff'")]
    [InlineData("request_id = 'r'")]
    [InlineData("client_address = '203.0.113.9'")]
    [InlineData("stated_email = 'anna@acme.example'")]
    [InlineData("replaced = '{}'")]
    [InlineData("ordered_at = at")]
    [InlineData("hash = decode(repeat('00', 32), 'hex')")]
    public async Task An_edited_row_is_named(string edit)
    {
        Sql.Run(_database, $"UPDATE periods.event SET {edit} WHERE position = 8");
        await AssertFirstBad(_pens[1], version: 3, position: 8);
    }

    [Theory]
    [InlineData("token_id = '00000000-0000-0000-0000-000000000000'", 1)]
    [InlineData("replaced = ''", 1)]
    [InlineData("ordered_at = 'epoch'", 1)]
    [InlineData("request_id = ''", 2)]
    [InlineData("stated_email = ''", 3)]
    [InlineData("client_address = ''", 4)]
    public async Task A_row_where_nothing_became_what_the_hash_takes_for_nothing_is_named(string edit, long version)
    {
        var pen = EntityPen.New();
        await using (var journal = await PostgresJournal.Open(_database, TimeProvider.System))
        {
            await journal.Append([pen.Noted(TestClock.Noon, EntityPen.WithRequest)]);
            await journal.Append([pen.Noted(TestClock.Noon, EntityPen.WithToken)]);
            await journal.Append([pen.Noted(TestClock.Noon, EntityPen.WithAddress)]);
            await journal.Append([pen.Noted(TestClock.Noon, EntityPen.WithEmail)]);
        }
        Assert.Null((await Verified()).FirstBad);

        Sql.Run(_database, $"UPDATE periods.event SET {edit} WHERE version = {version} AND entity = (SELECT id FROM periods.entity WHERE key = '{pen.Key}')");

        var bad = (await Verified()).FirstBad!;
        Assert.Equal((pen.Key.ToString(), version), (bad.Entity, bad.Version));
    }

    [Fact]
    public async Task A_dropped_middle_row_is_named()
    {
        Sql.Run(_database, "DELETE FROM periods.event WHERE position = 8");
        await AssertFirstBad(_pens[1], version: 3, position: null);
    }

    [Theory]
    [InlineData("position IN (11, 14)", 11, "is missing from lane 1")]
    [InlineData("position % 3 = 2", 2, "is missing from lane 1")]
    [InlineData("position >= 14", 14, "is missing from lane 1; lane 1 ended at position 15")]
    [InlineData("true", 1, "is missing from lane 1; lane 1 ended at position 15")]
    public async Task A_cut_tail_is_named_by_its_position(string cut, long position, string wrong)
    {
        Sql.Run(_database, $"DELETE FROM periods.event WHERE {cut}");
        Assert.Equal(new BadRow(null, null, position, wrong), (await Verified()).FirstBad);
    }

    [Fact]
    public async Task A_row_added_behind_the_service_is_named()
    {
        var added = _pens[0].Part("added").Events[0];
        Sql.Run(_database, $$"""
            INSERT INTO periods.event
            SELECT entity, 6, 16, at, actor, lane, '\x{{Convert.ToHexString(added.Hash)}}', type, command_id, '{"text":"added"}' FROM periods.event WHERE position = 13
            """);
        Assert.Equal(new BadRow(null, null, 16, "was not written by the service: lane 1 ended at position 15"), (await Verified()).FirstBad);
    }

    [Fact]
    public async Task A_lane_whose_number_was_taken_away_is_named_by_its_first_position()
    {
        Sql.Run(_database, "DELETE FROM periods.lane");
        Assert.Equal(new BadRow(null, null, 1, "was not written by the service: lane 1 ended at position 0"), (await Verified()).FirstBad);
    }

    [Fact]
    public async Task A_row_given_to_no_entity_is_named()
    {
        Sql.Run(_database, "UPDATE periods.event SET entity = 99 WHERE position IN (2, 5, 8, 11, 14)");
        var bad = (await Verified()).FirstBad!;
        Assert.Equal(("entity number 99", 1L, 2L, "belongs to no entity"), (bad.Entity, bad.Version, bad.Position, bad.Wrong));
    }

    [Theory]
    [InlineData("data = '{}'")]
    [InlineData("request_id = 'another'")]
    [InlineData("at = 'infinity'")]
    public async Task An_edited_row_of_one_entity_is_found_by_a_walk_along_its_chain_alone(string edit)
    {
        Sql.Run(_database, $"UPDATE periods.event SET {edit} WHERE position = 8");
        await using var journal = await PostgresJournal.Open(_database, TimeProvider.System);

        var chain = new ChainWalk(_pens[1].Key);
        ChainFault? fault = null;
        await foreach (var row in journal.ReadRows(_pens[1].Key, CancellationToken.None))
            if ((fault = chain.Take(row)) is not null) break;

        Assert.Equal(new ChainFault(3, IsMissing: false, "is not what was written after the version before it: its hash is another one"), fault);
        Assert.Equal(2, chain.Head.Version);
    }

    [Fact]
    public async Task A_value_that_the_server_finds_to_be_none_is_a_bad_row()
    {
        WhenRead("(1 / (position - 8))::text");
        Assert.StartsWith("cannot be read ", (await Verified()).FirstBad!.Wrong, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_that_the_server_finds_damaged_is_a_bad_row()
    {
        Sql.Run(_database, "CREATE FUNCTION public.damaged() RETURNS text LANGUAGE plpgsql AS $$ BEGIN RAISE 'invalid page' USING ERRCODE = 'data_corrupted'; END $$");
        WhenRead("public.damaged()");
        Assert.StartsWith("cannot be read ", (await Verified()).FirstBad!.Wrong, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_journal_that_takes_longer_to_read_than_a_silo_would_wait_is_verified_too()
    {
        WhenRead("data || (SELECT '' FROM pg_sleep(3))");
        Assert.Equal(new JournalReport(15, 3, null), await Verified());
    }

    [Fact]
    public async Task A_server_that_goes_away_says_nothing_about_any_row()
    {
        WhenRead("pg_terminate_backend(pg_backend_pid())::text");
        Assert.Contains(" cannot be read: 57P01: ", (await Assert.ThrowsAsync<JournalUnavailableException>(Verified)).Message, StringComparison.Ordinal);
    }

    /// <summary>Has something happen when the data of the row at position 8 is read.</summary>
    private void WhenRead(string instead) => Sql.Run(_database, $"""
        ALTER TABLE periods.event RENAME TO event_kept;
        CREATE VIEW periods.event AS
        SELECT entity, version, position, at, actor, lane, hash, type, command_id, token_id, request_id, replaced, ordered_at, client_address, stated_email, CASE position WHEN 8 THEN {instead} ELSE data END AS data
        FROM periods.event_kept
        """);

    private async Task AssertFirstBad(EntityPen pen, long version, long? position)
    {
        var bad = (await Verified()).FirstBad!;
        Assert.Equal((pen.Key.ToString(), version, position), (bad.Entity, bad.Version, bad.Position));
    }

    private async Task<JournalReport> Verified()
    {
        await using var reader = await PostgresJournalReader.Open(_database);
        return await JournalVerifier.Verify(reader, CancellationToken.None);
    }
}
