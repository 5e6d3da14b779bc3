using Npgsql;

namespace Periods.Silo.Postgres;

/// <summary>The journal's schema.</summary>
public static class PostgresSchema
{
    private static readonly NumberedSchema Journal = new("postgres/", "periods", PostgresSettings.MigrationLock);

    /// <summary>What an administrator runs once, in the journal's database: it makes the role that migrates and the role that serves.</summary>
    public static string Roles => Journal.Text("roles.sql");

    /// <inheritdoc cref="NumberedSchema.Migrate"/>
    public static Task Migrate(string connectionString) => Journal.Migrate(connectionString);

    /// <inheritdoc cref="NumberedSchema.Prepare"/>
    internal static Task Prepare(PostgresServer server) => Journal.Prepare(server);

    /// <inheritdoc cref="NumberedSchema.OpenForVerifying"/>
    internal static Task<NpgsqlConnection> OpenForVerifying(PostgresServer server) => Journal.OpenForVerifying(server);
}
