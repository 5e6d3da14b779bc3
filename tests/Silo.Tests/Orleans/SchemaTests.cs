using Npgsql;
using Periods.Silo.Orleans.Schema;
using Periods.Silo.Postgres;
using Periods.Silo.Tests.Postgres;

namespace Periods.Silo.Tests.Orleans;

/// <summary>The tables and statements that Orleans' ADO.NET providers use, where the scripts shipped with them fall short.</summary>
[Collection(PostgresTests.Name)]
public sealed class SchemaTests(PostgresFixture postgres) : IAsyncLifetime
{
    private readonly string _database = postgres.Cluster.NewDatabase();

    public Task InitializeAsync() => OrleansSchema.Migrate(_database);

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Of_two_first_writers_of_one_state_one_is_told_that_it_lost()
    {
        var written = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => Write(version: null))));

        Assert.Single(written, version => version == 1);
        Assert.Equal(7, written.Count(version => version is null));
        Assert.Equal(1, Sql.Number(_database, "SELECT count(*) FROM orleans.orleansstorage"));
    }

    [Fact]
    public async Task A_state_is_written_over_the_version_that_was_read_and_over_no_other()
    {
        Assert.Equal(1, await Write(version: null));
        Assert.Equal(2, await Write(version: 1));
        Assert.Equal(1, await Write(version: 1));
        Assert.Equal(1, Sql.Number(_database, "SELECT count(*) FROM orleans.orleansstorage WHERE version = 2"));
    }

    [Fact]
    public async Task Two_types_of_grain_with_one_key_have_two_states()
    {
        Assert.Equal(1, await Write(version: null, type: "pub-sub"));
        Assert.Equal(1, await Write(version: null, type: "queue"));
        Assert.Equal(2, await Write(version: 1, type: "queue"));

        Assert.Equal("pub-sub 1\nqueue 2", Sql.Text(_database, "SELECT graintypestring || ' ' || version FROM orleans.orleansstorage ORDER BY 1"));
    }

    [Fact]
    public void Silos_that_are_long_gone_are_taken_out_and_active_ones_are_not()
    {
        Sql.Run(_database, """
            INSERT INTO orleans.orleansmembershipversiontable (deploymentid) VALUES ('c');
            INSERT INTO orleans.orleansmembershiptable (deploymentid, address, port, generation, siloname, hostname, status, starttime, iamalivetime)
            SELECT 'c', '10.0.0.1', 11111, generation, 's', 'h', status, now() - interval '9 days', now() - days * interval '1 day'
            FROM (VALUES (1, 6, 8), (2, 6, 0), (3, 3, 8)) life (generation, status, days)
            """);

        using var connection = Open();
        using var command = new NpgsqlCommand(Statement("CleanupDefunctSiloEntriesKey"), connection);
        command.Parameters.AddWithValue("DeploymentId", "c");
        command.Parameters.AddWithValue("IAmAliveTime", TimeProvider.System.GetUtcNow().UtcDateTime.AddDays(-7));
        command.ExecuteNonQuery();

        Assert.Equal("2\n3", Sql.Text(_database, "SELECT generation::text FROM orleans.orleansmembershiptable ORDER BY 1"));
    }

    [Fact]
    public async Task The_role_that_serves_may_do_all_of_this_and_not_change_the_statements()
    {
        var database = postgres.Cluster.NewDatabase();
        Sql.Run(database, PostgresSchema.Roles);
        await OrleansSchema.Migrate(As(database, "periods_migration"));

        await OrleansSchema.Prepare(As(database, "periods_service"));
        Sql.Run(As(database, "periods_service"), "INSERT INTO orleans.orleansmembershipversiontable (deploymentid) VALUES ('c'); DELETE FROM orleans.orleansmembershipversiontable");
        Assert.Throws<PostgresException>(() => Sql.Run(As(database, "periods_service"), "UPDATE orleans.orleansquery SET querytext = ''"));
    }

    private async Task<int?> Write(int? version, string type = "pub-sub")
    {
        await using var connection = Open();
        await using var command = new NpgsqlCommand(Statement("WriteToStorageKey"), connection);
        foreach (var name in new[] { "GrainIdHash", "GrainTypeHash" }) command.Parameters.AddWithValue(name, 1);
        foreach (var name in new[] { "GrainIdN0", "GrainIdN1" }) command.Parameters.AddWithValue(name, 1L);
        command.Parameters.AddWithValue("ServiceId", "periods");
        // Names that differ may have one hash.
        command.Parameters.AddWithValue("GrainTypeString", type);
        // As Orleans does it: nothing but null says what type a key without an extension, or a first version, is of.
        command.Parameters.AddWithValue("GrainIdExtensionString", DBNull.Value);
        command.Parameters.AddWithValue("GrainStateVersion", version is { } known ? known : DBNull.Value);
        command.Parameters.AddWithValue("PayloadBinary", new byte[] { 1 });
        return await command.ExecuteScalarAsync() as int?;
    }

    private string Statement(string key) => Sql.Text(_database, $"SELECT querytext FROM orleans.orleansquery WHERE querykey = '{key}'");

    private NpgsqlConnection Open()
    {
        var connection = new NpgsqlConnection($"{_database};Search Path=orleans;Pooling=False");
        connection.Open();
        return connection;
    }

    private static string As(string database, string role) => new NpgsqlConnectionStringBuilder(database) { Username = role }.ConnectionString;
}
