using Npgsql;

namespace Periods.Compare.Meters;

/// <summary>What the PostgreSQL cluster has spent so far.</summary>
internal sealed class PostgresMeter(NpgsqlDataSource database, int postmaster)
{
    private const string Sql = """
        SELECT pg_current_wal_insert_lsn() - '0/0'::pg_lsn,
               (SELECT sum(xact_commit) FROM pg_stat_database WHERE datname IN ('periods', 'plain'))
        """;

    public async Task<PostgresSpent> Read()
    {
        await using var command = database.CreateCommand(Sql);
        await using var row = await command.ExecuteReaderAsync();
        await row.ReadAsync();
        return new PostgresSpent(ProcessTime.OfFamily(postmaster), (long)row.GetDecimal(0), (long)row.GetDecimal(1));
    }
}

internal readonly record struct PostgresSpent(ProcessTime Time, long WalBytes, long Commits)
{
    public static PostgresSpent operator -(PostgresSpent a, PostgresSpent b) => new(a.Time - b.Time, a.WalBytes - b.WalBytes, a.Commits - b.Commits);
}
