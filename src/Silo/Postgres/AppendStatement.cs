using System.Buffers.Binary;
using Npgsql;
using NpgsqlTypes;

namespace Periods.Silo.Postgres;

/// <summary>The statement that writes batches, prepared on one connection, with the lane that is the connection's own.</summary>
internal sealed class AppendStatement : IAsyncDisposable
{
    private readonly NpgsqlConnection _connection;
    private readonly NpgsqlCommand _command;

    private AppendStatement(NpgsqlConnection connection, int lane)
    {
        _connection = connection;
        _command = new NpgsqlCommand(
            "SELECT versions, hashes, answered FROM periods.append($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)", connection);
        _command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = lane });
        foreach (var type in Types) _command.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Array | type });
    }

    private static readonly NpgsqlDbType[] Types =
    [
        NpgsqlDbType.Text, NpgsqlDbType.Bigint, NpgsqlDbType.Bytea, NpgsqlDbType.Boolean,
        NpgsqlDbType.Integer, NpgsqlDbType.Bigint, NpgsqlDbType.TimestampTz, NpgsqlDbType.Uuid, NpgsqlDbType.Bytea, NpgsqlDbType.Bytea, NpgsqlDbType.Text, NpgsqlDbType.Text, NpgsqlDbType.Text,
        NpgsqlDbType.Integer, NpgsqlDbType.Text, NpgsqlDbType.TimestampTz, NpgsqlDbType.Bytea, NpgsqlDbType.Text,
    ];

    public static async Task<AppendStatement> Open(PostgresServer server, CancellationToken stop)
    {
        var connection = await server.Open(stop);
        try
        {
            var statement = new AppendStatement(connection, await FreeLane(connection, stop));
            await statement._command.PrepareAsync(stop);
            return statement;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Writes the rows, or nothing and teaches the batch what was in the way; false then.</summary>
    public async Task<bool> Run(Batch batch, BatchRows rows, CancellationToken stop)
    {
        Bind(rows);
        await using var row = await _command.ExecuteReaderAsync(stop);
        await row.ReadAsync(stop);
        if (await row.IsDBNullAsync(0, stop)) return true;
        var answered = await row.IsDBNullAsync(2, stop) ? null : row.GetFieldValue<bool[]>(2);
        batch.Learn(rows, row.GetFieldValue<long[]>(0), row.GetFieldValue<byte[][]>(1), answered);
        return false;
    }

    public async ValueTask DisposeAsync()
    {
        await _command.DisposeAsync();
        await _connection.DisposeAsync();
    }

    // Of a connection that died here, the server may still hold the lane: then another one is taken.
    private static async Task<int> FreeLane(NpgsqlConnection connection, CancellationToken stop)
    {
        await using var find = new NpgsqlCommand(
            "SELECT id FROM (SELECT id FROM periods.lane ORDER BY id OFFSET 0) l WHERE pg_try_advisory_lock($1, id) LIMIT 1", connection);
        find.Parameters.Add(new NpgsqlParameter<int> { TypedValue = PostgresSettings.LockSpace });
        await using var add = new NpgsqlCommand("INSERT INTO periods.lane DEFAULT VALUES", connection);
        while (true)
        {
            if (await find.ExecuteScalarAsync(stop) is int lane) return lane;
            await add.ExecuteNonQueryAsync(stop);
        }
    }

    private void Bind(BatchRows rows)
    {
        var (roots, events, answers) = (rows.Roots, rows.Events, rows.Answers);
        var index = 1;
        void Set<T>(T[] values) => _command.Parameters[index++].Value = values;

        Set(Each(roots, root => root.Key.ToString()));
        Set(Each(roots, root => root.Head.Version));
        Set(Each(roots, root => root.Head.Hash));
        Set(Each(roots, root => root.Head.Version == 0));
        Set(Each(events, e => e.Entity + 1));
        Set(Each(events, e => e.Event.Version));
        Set(Each(events, e => e.Event.At.UtcDateTime));
        Set(Each(events, e => e.Event.Actor));
        Set(Each(events, e => e.Event.PreviousHash));
        Set(Each(events, e => e.Event.Hash));
        Set(Each(events, e => e.Event.Type));
        Set(Each(events, e => e.Event.CommandId));
        Set(Each(events, e => e.Event.Data));
        Set(Each(answers, a => a.Entity + 1));
        Set(Each(answers, a => a.Answer.CommandKey));
        Set(Each(answers, a => a.Answer.At.UtcDateTime));
        Set(Each(answers, a => Bytes(a.Answer.Fingerprint)));
        Set(Each(answers, a => a.Answer.Reply));
    }

    private static TColumn[] Each<TRow, TColumn>(List<TRow> rows, Func<TRow, TColumn> column)
    {
        var values = new TColumn[rows.Count];
        for (var i = 0; i < values.Length; i++) values[i] = column(rows[i]);
        return values;
    }

    private static byte[] Bytes(UInt128 bits)
    {
        var bytes = new byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, bits);
        return bytes;
    }
}
