using Periods.Silo.Postgres;

namespace Periods.Silo.Orleans.Schema;

/// <summary>What Orleans keeps in the journal's database, numbered and migrated as the journal's own schema is.</summary>
internal static class OrleansSchema
{
    /// <summary>Where Orleans' statements find their tables, which they name without a schema.</summary>
    public const string Name = "orleans";

    /// <summary>Below the lanes' numbers, beside the journal's.</summary>
    private const int MigrationLock = -1;

    private static readonly NumberedSchema Files = new("orleans/", Name, MigrationLock);

    /// <inheritdoc cref="NumberedSchema.Migrate"/>
    public static Task Migrate(string connectionString) => Files.Migrate(connectionString);

    /// <inheritdoc cref="NumberedSchema.Prepare"/>
    public static Task Prepare(string connectionString) => Files.Prepare(new PostgresServer(connectionString));
}
