using System.Net;
using System.Net.Sockets;
using Npgsql;
using Periods.Grains.Journal;
using Periods.Silo.Journals;
using Periods.Silo.Postgres;
using Periods.Silo.Tests.Journals;

namespace Periods.Silo.Tests.Postgres;

[Collection(PostgresTests.Name)]
public sealed class PostgresSchemaTests(PostgresFixture postgres)
{
    private readonly string _database = postgres.Cluster.NewDatabase();

    [Fact]
    public async Task Of_many_who_start_at_once_one_makes_the_schema()
    {
        var journals = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() => PostgresJournal.Open(_database + ";Maximum Pool Size=3", TimeProvider.System))));

        foreach (var journal in journals)
        {
            Assert.True(journal.WasEmpty);
            Assert.Equal(AppendResult.Appended, await journal.Append([EntityPen.New().Part("first")]));
        }
        foreach (var journal in journals) await journal.DisposeAsync();
        Assert.Equal(9, Sql.Number(_database, "SELECT count(*) FROM periods.schema_version"));
        await using var again = await PostgresJournal.Open(_database, TimeProvider.System);
        Assert.False(again.WasEmpty);
    }

    [Fact]
    public async Task Who_finds_another_one_at_the_schema_waits_for_as_long_as_that_takes()
    {
        await using var other = new NpgsqlConnection(_database + ";Pooling=False");
        await other.OpenAsync();
        await using var held = new NpgsqlCommand($"BEGIN; SELECT pg_advisory_xact_lock({PostgresSettings.LockSpace}, {PostgresSettings.MigrationLock})", other);
        await held.ExecuteNonQueryAsync();
        var migrating = PostgresSchema.Migrate(_database);

        // Longer than any other statement may take.
        await using var done = new NpgsqlCommand("SELECT pg_sleep(3.5); COMMIT", other);
        await done.ExecuteNonQueryAsync();

        await migrating;
        await using var journal = await PostgresJournal.Open(_database, TimeProvider.System);
    }

    /// <summary>As in the middle of a rollout, or after going back: the release behind has migrated.</summary>
    [Fact]
    public async Task A_newer_schema_that_states_that_this_service_may_run_on_it_is_written_and_read_and_verified()
    {
        Sql.Run(_database, PostgresSchema.Roles);
        await PostgresSchema.Migrate(As("periods_migration"));
        var known = Sql.Number(_database, "SELECT max(version) FROM periods.schema_version");
        Sql.Run(As("periods_migration"), $"""
            ALTER TABLE periods.event ADD COLUMN later text;
            INSERT INTO periods.schema_version VALUES ({known + 1}, '{known + 1:0000}_runs_from_{known:0000}_later.sql'), ({known + 2}, '{known + 2:0000}_runs_from_0001_last.sql');
            """);

        // The Job of the release before, which is run on the way back.
        await PostgresSchema.Migrate(As("periods_migration"));
        var pen = EntityPen.New();
        await using (var journal = await PostgresJournal.Open(As("periods_service"), TimeProvider.System))
        {
            Assert.Equal(AppendResult.Appended, await journal.Append([pen.Part("after")]));
            Assert.Single((await journal.Load(pen.Key)).Events);
        }
        await using var reader = await PostgresJournalReader.Open(As("periods_service"));
        Assert.Equal(new JournalReport(1, 1, null), await JournalVerifier.Verify(reader, CancellationToken.None));
        Assert.Equal(known + 2, Sql.Number(_database, "SELECT count(*) FROM periods.schema_version"));
    }

    [Theory]
    [InlineData("later", "later")]
    [InlineData("0998_runs_from_0001_earlier.sql", "0999_runs_from_0998_later.sql")]
    [InlineData("0998_earlier.sql", "0999_runs_from_0001_later.sql")]
    public async Task A_schema_newer_than_known_is_refused(string earlier, string later)
    {
        await PostgresSchema.Migrate(_database);
        Sql.Run(_database, $"INSERT INTO periods.schema_version VALUES (998, '{earlier}'), (999, '{later}')");

        await PostgresConnectionTests.AssertRefused(_database, "has schema version 999, but this service knows versions up to");
    }

    [Fact]
    public async Task The_service_runs_with_its_own_role_and_can_neither_change_nor_take_away_an_event()
    {
        Sql.Run(_database, PostgresSchema.Roles);
        await PostgresSchema.Migrate(As("periods_migration"));
        var pen = EntityPen.New();
        await using (var journal = await PostgresJournal.Open(As("periods_service"), TimeProvider.System))
        {
            Assert.Equal(AppendResult.Appended, await journal.Append([pen.Part(EntityPen.Answer("k-1"), "first")]));
            Assert.Equal(AppendResult.Appended, await journal.Confirm(pen.Key, pen.Head));
            journal.SaveSnapshot(pen.Key, new Snapshot("period.v1", pen.Head, "{}"u8.ToArray()));
        }
        Assert.Equal(1, Sql.Number(_database, "SELECT count(*) FROM periods.snapshot"));

        foreach (var sql in new[]
                 {
                     "UPDATE periods.event SET data = ''", "DELETE FROM periods.event", "TRUNCATE periods.event", "DROP TABLE periods.event", "ALTER TABLE periods.event DISABLE TRIGGER ALL",
                     "UPDATE periods.entity SET key = ''", "DELETE FROM periods.entity", "DELETE FROM periods.lane", "CREATE TABLE periods.mine ()", "INSERT INTO periods.schema_version VALUES (999, '')",
                 })
            Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, Assert.Throws<PostgresException>(() => Sql.Run(As("periods_service"), sql)).SqlState);

        await using var reader = await PostgresJournalReader.Open(As("periods_service"));
        Assert.Equal(new JournalReport(1, 1, null), await JournalVerifier.Verify(reader, CancellationToken.None));
    }

    [Fact]
    public async Task What_a_later_file_makes_is_for_the_service_to_use_too()
    {
        Sql.Run(_database, PostgresSchema.Roles);
        await PostgresSchema.Migrate(As("periods_migration"));
        Sql.Run(As("periods_migration"), "DROP TABLE periods.ownership; DELETE FROM periods.schema_version WHERE version = 9");

        await PostgresSchema.Migrate(As("periods_migration"));

        await using var journal = await PostgresJournal.Open(As("periods_service"), TimeProvider.System);
        Assert.Equal(AppendResult.Appended, await journal.Append([EntityPen.New().Part("first")]));
    }

    [Fact]
    public async Task The_service_may_become_the_owner_with_its_own_role_and_cannot_take_an_ownership_away()
    {
        using var folder = new TempFolder();
        Sql.Run(_database, PostgresSchema.Roles);
        await PostgresSchema.Migrate(As("periods_migration"));
        await using (var journal = await PostgresJournal.Open(As("periods_service"), TimeProvider.System, ownershipFile: folder.File("periods.owner")))
            Assert.Equal(AppendResult.Appended, await journal.Append([EntityPen.New().Part("first")]));

        foreach (var sql in new[] { "DELETE FROM periods.ownership", "UPDATE periods.ownership SET host = ''", "TRUNCATE periods.ownership" })
            Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, Assert.Throws<PostgresException>(() => Sql.Run(As("periods_service"), sql)).SqlState);
    }

    [Fact]
    public async Task A_role_that_may_not_make_the_missing_schema_is_told_so()
    {
        Sql.Run(_database, PostgresSchema.Roles);

        await PostgresConnectionTests.AssertRefused(As("periods_service"), "role 'periods_service' may not make it");
    }

    [Fact]
    public async Task A_journal_that_cannot_be_reached_or_understood_is_refused_in_a_sentence()
    {
        await PostgresConnectionTests.AssertRefused("Host=127.0.0.1;Port=1;Username=nobody;Database=nothing", "The journal at 127.0.0.1:1/nothing cannot be opened: Failed to connect to 127.0.0.1:1: Connection refused");
        await PostgresConnectionTests.AssertRefused("Host=127.0.0.1;Colour=blue", "connection string cannot be read");
        await PostgresConnectionTests.AssertRefused(_database + ";Maximum Pool Size=2", "at least 3, not 2");
        await Assert.ThrowsAsync<JournalOpenException>(() => PostgresJournalReader.Open(_database));
    }

    [Fact]
    public async Task Who_cannot_agree_with_the_server_on_TLS_is_told_why()
    {
        using var server = new TcpListener(IPAddress.Loopback, 0);
        server.Start();
        var refused = PostgresConnectionTests.AssertRefused($"Host=127.0.0.1;Port={((IPEndPoint)server.LocalEndpoint).Port};Username=nobody;SSL Mode=Require", "Exception while performing SSL handshake: ");
        // The driver tries more than once.
        for (var accept = server.AcceptTcpClientAsync(); await Task.WhenAny(refused, accept) == accept; accept = server.AcceptTcpClientAsync())
        {
            using var client = await accept;
            var stream = client.GetStream();
            await stream.ReadExactlyAsync(new byte[8]);
            await stream.WriteAsync("S"u8.ToArray());
            // The client's greeting, as long as it says it is: unread bytes would reset the connection.
            var header = new byte[5];
            await stream.ReadExactlyAsync(header);
            await stream.ReadExactlyAsync(new byte[(header[3] << 8) | header[4]]);
        }
        await refused;
    }

    [Fact]
    public async Task A_schema_older_than_known_is_not_verified_and_not_told_as_damage()
    {
        await PostgresSchema.Migrate(_database);
        var known = Sql.Number(_database, "SELECT max(version) FROM periods.schema_version");
        Sql.Run(_database, $"DELETE FROM periods.schema_version WHERE version = {known}");

        var refusal = await Assert.ThrowsAsync<JournalOpenException>(() => PostgresJournalReader.Open(_database));

        Assert.EndsWith($" has schema version {known - 1}, not {known}; migrate it, or a copy of it, first.", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("LATIN1")]
    [InlineData("SQL_ASCII")]
    public async Task A_database_that_cannot_hold_every_text_is_refused_before_anything_is_made_in_it(string encoding)
    {
        Sql.Run(_database, $"CREATE DATABASE in_{encoding} ENCODING '{encoding}' LOCALE 'C' TEMPLATE template0");
        var database = postgres.Cluster.ConnectionString($"in_{encoding}".ToLowerInvariant());

        await PostgresConnectionTests.AssertRefused(database, $"the database is in {encoding}; create one with ENCODING 'UTF8'");

        Assert.Equal(0, Sql.Number(database, "SELECT count(*) FROM pg_namespace WHERE nspname = 'periods'"));
    }

    private string As(string role) => new NpgsqlConnectionStringBuilder(_database) { Username = role }.ConnectionString;
}
