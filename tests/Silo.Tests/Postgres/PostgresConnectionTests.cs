using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Npgsql;
using Periods.Gateway.Tests.Running;
using Periods.Grains.Journal;
using Periods.Silo.Journals;
using Periods.Silo.Postgres;
using Periods.Silo.Tests.Journals;

namespace Periods.Silo.Tests.Postgres;

/// <summary>What an operator's connection string, server or pooler may bring along.</summary>
[Collection(PostgresTests.Name)]
public sealed class PostgresConnectionTests(PostgresFixture postgres)
{
    private readonly string _database = postgres.Cluster.NewDatabase();

    [Fact]
    public async Task A_pooler_that_keeps_no_session_for_a_connection_is_refused_before_anything_is_made()
    {
        await using var pooler = new Pooler(_database, perTransaction: true);

        await AssertRefused(pooler.Database, "a pooler stands before it that keeps no session for a connection");

        Assert.Equal(0, Sql.Number(_database, "SELECT count(*) FROM pg_namespace WHERE nspname = 'periods'"));
    }

    [Fact]
    public async Task A_pooler_that_keeps_a_session_for_each_connection_is_as_good_as_none()
    {
        await using var pooler = new Pooler(_database, perTransaction: false);

        await AssertWrites(pooler.Database);
    }

    [Fact]
    public async Task Behind_a_pooler_the_sessions_that_the_server_still_works_for_are_counted()
    {
        await using var pooler = new Pooler(_database, perTransaction: false);
        var sessions = new LaneSessions(new PostgresServer(pooler.Database), owner: null);
        var most = 2 * PostgresSettings.LanesMax;
        var works = new List<Task>();
        for (var i = 0; i < most; i++)
        {
            var connection = await sessions.Open(CancellationToken.None);
            works.Add(Work(connection));
            sessions.Leave(connection);
        }
        const string Working = "FROM pg_stat_activity WHERE query LIKE '%pg_sleep%' AND datname = current_database() AND pid <> pg_backend_pid()";
        Assert.True(SpinWait.SpinUntil(() => Sql.Number(_database, $"SELECT count(*) {Working} AND state = 'active'") == most, PostgresFailureTests.InTime));

        // The server is asked about them once in a second.
        for (var since = Stopwatch.StartNew(); since.Elapsed < TimeSpan.FromSeconds(3);)
            await Assert.ThrowsAsync<TimeoutException>(() => sessions.Open(CancellationToken.None));

        Sql.Run(_database, $"SELECT pg_terminate_backend(pid) {Working}");
        foreach (var work in works) await Assert.ThrowsAnyAsync<NpgsqlException>(() => work);
    }

    [Fact]
    public async Task Of_a_server_that_does_not_flush_the_log_warns()
    {
        await using var careless = PostgresCluster.Create("fsync = off");
        using var log = new KeptLog();
        using var logs = LoggerFactory.Create(to => to.AddProvider(log));

        await using var careful = await PostgresJournal.Open(_database, TimeProvider.System, logs.CreateLogger<PostgresJournal>());
        Assert.Empty(log.Entries);
        await using var journal = await PostgresJournal.Open(careless.NewDatabase(), TimeProvider.System, logs.CreateLogger<PostgresJournal>());
        Assert.Contains("does not flush what it commits", Assert.Single(log.Entries), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_several_hosts_the_one_that_is_written_on_is_found_behind_one_that_is_silent_and_a_standby()
    {
        await using var standby = PostgresCluster.Create();
        var behind = standby.NewDatabase();
        standby.BecomeStandby();
        await AssertRefused(behind, " is a standby.");
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        string[] ports = [$"{((IPEndPoint)silent.LocalEndpoint).Port}", .. new[] { behind, _database }.Select(static database => $"{new NpgsqlConnectionStringBuilder(database).Port}")];

        var hosts = new NpgsqlConnectionStringBuilder(_database) { Host = string.Join(',', ports.Select(static port => $"127.0.0.1:{port}")) }.ConnectionString;
        // A busy machine may take longer than a host has.
        await Until.Holds(async () => await Record.ExceptionAsync(() => AssertWrites(hosts)) is null);
    }

    [Theory]
    [InlineData("Multiplexing=true")]
    [InlineData("Tcp Keepalive Interval=5")]
    [InlineData("Options=-c synchronous_commit=off -c default_transaction_isolation=serializable")]
    [InlineData("Search Path=nowhere;Timezone=Asia/Tokyo;No Reset On Close=true;Max Auto Prepare=20;Enlist=true")]
    public async Task What_a_connection_string_says_of_other_things_is_no_hindrance(string words)
    {
        await AssertWrites($"{_database};{words}");
        _ = PostgresServer.Source(PostgresServer.Settings($"{_database};{words}"), "any");
    }

    [Theory]
    [InlineData("Target Session Attributes=primary", "only supported with multiple hosts")]
    [InlineData("SSL Negotiation=Direct;SSL Mode=Disable", "has to be Require or higher")]
    public async Task What_the_driver_cannot_make_a_connection_of_is_refused_in_a_sentence(string words, string why) => await AssertRefused($"{_database};{words}", why);

    [Fact]
    public async Task A_socket_of_the_file_system_leads_to_the_journal() =>
        await AssertWrites(new NpgsqlConnectionStringBuilder(_database) { Host = postgres.Cluster.SocketFolder }.ConnectionString);

    [Fact]
    public async Task Who_opens_a_host_that_is_silent_is_told_so()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();

        await AssertRefused($"Host=127.0.0.1;Port={((IPEndPoint)silent.LocalEndpoint).Port};Username=nobody;Database=nothing", "cannot be opened: it does not answer.");
    }

    [Fact]
    public async Task What_a_database_sets_for_all_who_come_does_not_end_the_sessions_of_a_silo()
    {
        var name = new NpgsqlConnectionStringBuilder(_database).Database;
        string[] settings = ["idle_session_timeout", "idle_in_transaction_session_timeout", "lock_timeout"];
        foreach (var setting in settings) Sql.Run(_database, $"ALTER DATABASE {name} SET {setting} = '1min'");

        await using var connection = await new PostgresServer(_database).Open(CancellationToken.None);

        foreach (var setting in settings)
        {
            await using var ask = new NpgsqlCommand($"SELECT current_setting('{setting}')", connection);
            Assert.Equal("0", await ask.ExecuteScalarAsync());
        }
    }

    [Theory]
    [InlineData("synchronous_commit", "off", "on")]
    [InlineData("default_transaction_isolation", "serializable", "read committed")]
    [InlineData("statement_timeout", "0", "2500ms")]
    [InlineData("TimeZone", "Asia/Tokyo", "UTC")]
    public async Task What_a_database_sets_for_all_who_come_changes_nothing_of_what_an_acknowledgement_means(string setting, string theirs, string own)
    {
        Sql.Run(_database, $"ALTER DATABASE {new NpgsqlConnectionStringBuilder(_database).Database} SET {setting} = '{theirs}'");

        await using var connection = await new PostgresServer(_database).Open(CancellationToken.None);

        await using var ask = new NpgsqlCommand($"SELECT current_setting('{setting}')", connection);
        Assert.Equal(own, await ask.ExecuteScalarAsync());
    }

    [Fact]
    public async Task A_function_of_the_same_name_that_a_search_path_puts_in_the_way_is_not_called()
    {
        Sql.Run(_database, """
            CREATE SCHEMA evil;
            CREATE FUNCTION evil.unnest(text[]) RETURNS SETOF text LANGUAGE sql AS $$ SELECT NULL::text $$;
            """);

        await AssertWrites($"{_database};Search Path=evil,pg_catalog");
    }

    [Fact]
    public async Task Events_that_a_policy_of_the_database_hides_are_not_taken_for_none()
    {
        Sql.Run(_database, PostgresSchema.Roles);
        await PostgresSchema.Migrate(_database);
        var pen = EntityPen.New();
        await using var journal = await PostgresJournal.Open(new NpgsqlConnectionStringBuilder(_database) { Username = "periods_service" }.ConnectionString, TimeProvider.System);
        Assert.Equal(AppendResult.Appended, await journal.Append([pen.Part("first")]));

        Sql.Run(_database, "ALTER TABLE periods.event ENABLE ROW LEVEL SECURITY");

        await Assert.ThrowsAsync<JournalUnavailableException>(() => journal.Load(pen.Key));
        Assert.Equal(AppendResult.Failed, await journal.Confirm(pen.Key, pen.Head));
    }

    [Theory]
    [InlineData("event", "event_pkey")]
    [InlineData("entity", "entity_pkey")]
    [InlineData("entity", "entity_key_key")]
    [InlineData("answer", "answer_pkey")]
    [InlineData("lane", "lane_pkey")]
    public async Task A_journal_without_what_keeps_silos_apart_is_refused(string table, string key)
    {
        await PostgresSchema.Migrate(_database);
        Sql.Run(_database, $"ALTER TABLE periods.{table} DROP CONSTRAINT {key}");

        await AssertRefused(_database, $"has no {key}, without which two silos could write the same");
    }

    private static async Task Work(NpgsqlConnection connection)
    {
        await using var command = new NpgsqlCommand("SET statement_timeout = 0; SELECT pg_sleep(600)", connection);
        await command.ExecuteNonQueryAsync();
    }

    private static async Task AssertWrites(string connectionString)
    {
        var pen = EntityPen.New();
        await using var journal = await PostgresJournal.Open(connectionString, TimeProvider.System);
        Assert.Equal(AppendResult.Appended, await journal.Append([pen.Part("first")]));
        Assert.Equal(AppendResult.Appended, await journal.Confirm(pen.Key, pen.Head));
    }

    /// <summary>In a sentence, which says why.</summary>
    internal static async Task AssertRefused(string connectionString, string why)
    {
        var message = (await Assert.ThrowsAsync<JournalOpenException>(() => PostgresJournal.Open(connectionString, TimeProvider.System))).Message;
        Assert.Contains(why, message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
    }
}
