using Npgsql;

namespace Periods.Silo.Postgres;

/// <summary>Who owns a journal, and who may be writing to it.</summary>
/// <param name="Id">Null where any number of silos may write.</param>
/// <param name="Host">For people.</param>
/// <param name="Writers">
/// The server's processes that hold a lane. Each holds it until it has ended: also one that nobody waits for any more, and whose commit may yet come.
/// </param>
internal sealed record JournalOwner(Guid? Id, string? Host, int[] Writers)
{
    private static readonly string Query = $"""
        SELECT (SELECT owner FROM periods.ownership), (SELECT host FROM periods.ownership), ARRAY(
          SELECT pid FROM pg_locks
          WHERE locktype = 'advisory' AND granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
          AND classid = {PostgresSettings.LockSpace} AND objsubid = 2 AND objid BETWEEN 1 AND {int.MaxValue})
        """;

    public static async Task<JournalOwner> Read(NpgsqlConnection connection)
    {
        await using var ask = new NpgsqlCommand(Query, connection);
        await using var row = await ask.ExecuteReaderAsync();
        await row.ReadAsync();
        return new(row.IsDBNull(0) ? null : row.GetGuid(0), row.IsDBNull(1) ? null : row.GetString(1), row.GetFieldValue<int[]>(2));
    }
}
