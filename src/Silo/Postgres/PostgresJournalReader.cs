using System.Runtime.CompilerServices;
using Npgsql;
using Periods.Grains.Journal;
using Periods.Silo.Journals;

namespace Periods.Silo.Postgres;

/// <summary>
/// A database for the verifier: read-only, also while silos write. Everything is read in one transaction, as of its beginning; that
/// keeps the server from tidying up meanwhile, as a backup does.
/// </summary>
public sealed class PostgresJournalReader : ILanedJournalReader
{
    private readonly PostgresServer _server;
    private readonly NpgsqlConnection _connection;

    private PostgresJournalReader(PostgresServer server, NpgsqlConnection connection)
    {
        _server = server;
        _connection = connection;
    }

    /// <summary>Opens a journal that exists. Throws <see cref="JournalOpenException"/>.</summary>
    public static async Task<PostgresJournalReader> Open(string connectionString)
    {
        var server = new PostgresServer(connectionString);
        var connection = await PostgresSchema.OpenForVerifying(server);
        return new PostgresJournalReader(server, connection);
    }

    public async Task<IReadOnlyList<JournalLane>> Lanes()
    {
        var lanes = new List<JournalLane>();
        // A lane that has rows but no number any more ended at 0.
        await foreach (var row in Query("""
            SELECT coalesce(l.id, e.lane), coalesce(l.position, 0), coalesce(e.last, 0)
            FROM periods.lane l FULL JOIN (SELECT lane, max(position) AS last FROM periods.event GROUP BY lane) e ON e.lane = l.id
            ORDER BY 1
            """, default))
            lanes.Add(new JournalLane(row.GetInt32(0), new JournalEnd(row.GetInt64(1), row.GetInt64(2))));
        return lanes;
    }

    public async IAsyncEnumerable<JournalRow> Rows(IReadOnlyList<JournalLane> lanes, [EnumeratorCancellation] CancellationToken stop)
    {
        await foreach (var row in Query($"""
            SELECT coalesce(entity.key, 'entity number ' || event.entity), position, lane, {EventRow.Columns}
            FROM periods.event LEFT JOIN periods.entity ON entity.id = event.entity
            ORDER BY event.entity, event.version
            """, stop))
            yield return new JournalRow(row.GetString(0), row.GetInt64(3), row.GetInt64(1), EventRow.TryRead(row, 3), row.GetInt32(2));
    }

    public async IAsyncEnumerable<long> Positions(JournalLane lane, [EnumeratorCancellation] CancellationToken stop)
    {
        await foreach (var row in Query($"SELECT position FROM periods.event WHERE lane = {lane.Number} ORDER BY position", stop))
            yield return row.GetInt64(0);
    }

    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    private async IAsyncEnumerable<NpgsqlDataReader> Query(string sql, [EnumeratorCancellation] CancellationToken stop)
    {
        await using var command = new NpgsqlCommand(sql, _connection);
        await using var row = await Reading(() => command.ExecuteReaderAsync(stop));
        while (await Reading(() => row.ReadAsync(stop))) yield return row;
    }

    private async Task<T> Reading<T>(Func<Task<T>> read)
    {
        try
        {
            return await read();
        }
        // Pages that the server finds damaged (class XX), and values that are none of their type (22).
        catch (PostgresException e) when (e.SqlState.StartsWith("XX", StringComparison.Ordinal) || e.SqlState.StartsWith("22", StringComparison.Ordinal))
        {
            throw new HistoryUnreadableException(e.Message, e);
        }
        catch (NpgsqlException e)
        {
            throw new JournalUnavailableException($"{_server.Name} cannot be read: {e.Message}", e);
        }
    }
}
