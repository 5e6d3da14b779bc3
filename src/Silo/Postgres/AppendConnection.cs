using Npgsql;

namespace Periods.Silo.Postgres;

/// <summary>A connection that writes batches, with the lane that is its own and the position it is at.</summary>
internal sealed class AppendConnection : IAsyncDisposable
{
    private readonly NpgsqlConnection _connection;
    private readonly LaneSessions _sessions;
    private readonly GroundedAppend _grounded;
    private readonly GroundedAppend _groundedWithNew;
    private readonly CheckedAppend _checked;
    private readonly int _lane;
    private long _position;

    private AppendConnection(NpgsqlConnection connection, LaneSessions sessions, int lane, long position, long failuresBefore)
    {
        (_connection, _sessions, _lane, _position, FailuresBefore) = (connection, sessions, lane, position, failuresBefore);
        (_grounded, _groundedWithNew, _checked) = (new GroundedAppend(connection, isForNew: false), new GroundedAppend(connection, isForNew: true), new CheckedAppend(connection));
    }

    /// <summary><see cref="PostgresServer.Failures"/> when it was opened.</summary>
    public long FailuresBefore { get; }

    /// <param name="stop">Who waits for it leaves; it may go on until the server answers.</param>
    public static async Task<AppendConnection> Open(PostgresServer server, LaneSessions sessions, CancellationToken stop)
    {
        var failures = server.Failures;
        var connection = await sessions.Open(stop);
        try
        {
            await using var leaving = stop.UnsafeRegister(_ => sessions.Leave(connection), null);
            var (lane, position) = await TakeLane(connection, sessions.Owner);
            var opened = new AppendConnection(connection, sessions, lane, position, failures);
            await opened._grounded.Prepare();
            await opened._groundedWithNew.Prepare();
            await opened._checked.Prepare();
            return opened;
        }
        catch
        {
            await connection.DisposeAsync();
            sessions.Closed(connection);
            throw;
        }
    }

    /// <summary>Nobody waits for it any more; it is disposed of when the server answers.</summary>
    public void Leave() => _sessions.Leave(_connection);

    /// <summary>Writes rows without a look.</summary>
    public async Task Append(BatchRows rows, Ground ground)
    {
        await (ground.NewKeys.Length == 0 ? _grounded : _groundedWithNew).Run(rows, ground, _lane, _position);
        _position += rows.Events.Count;
    }

    /// <summary>Writes the rows when their roots are the heads and their answers the first; tells what it saw.</summary>
    public async Task<LookedAt> LookAndAppend(BatchRows rows)
    {
        var seen = await _checked.Run(rows, _lane, _position);
        if (seen.IsWritten) _position += rows.Events.Count;
        return seen;
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await _grounded.DisposeAsync();
            await _groundedWithNew.DisposeAsync();
            await _checked.DisposeAsync();
            await _connection.DisposeAsync();
        }
        finally
        {
            _sessions.Closed(_connection);
        }
    }

    // In a transaction, because the lock is its: until the owner was looked at and the lane is taken, nobody becomes one. Who is refused never has a lane: the owner, who sees all of them, would ask.
    private static async Task<(int Lane, long Position)> TakeLane(NpgsqlConnection connection, Guid? owner)
    {
        await using var transaction = await connection.BeginTransactionAsync();
        await PostgresServer.Run(connection, $"SELECT pg_advisory_xact_lock_shared({PostgresSettings.LockSpace}, {PostgresSettings.OwnershipLock})");
        var found = await JournalOwner.Read(connection);
        if (found.Id != owner) throw new InvalidOperationException(found.Id is null ? "The journal has no owner any more." : $"The journal belongs to one process, first started on {found.Host}.");
        var lane = await FreeLane(connection);
        var position = await PositionOf(connection, lane);
        await transaction.CommitAsync();
        return (lane, position);
    }

    // Of a connection that died here, the server may still hold the lane: then another one is taken.
    private static async Task<int> FreeLane(NpgsqlConnection connection)
    {
        await using var find = new NpgsqlCommand(
            "SELECT id FROM (SELECT id FROM periods.lane ORDER BY id OFFSET 0) l WHERE pg_try_advisory_lock($1, id) LIMIT 1", connection);
        find.Parameters.Add(new NpgsqlParameter<int> { TypedValue = PostgresSettings.LockSpace });
        await using var add = new NpgsqlCommand("INSERT INTO periods.lane DEFAULT VALUES", connection);
        while (true)
        {
            if (await find.ExecuteScalarAsync() is int lane) return lane;
            await add.ExecuteNonQueryAsync();
        }
    }

    // Not in one statement with the lock: it would see the lane as it was before the one who held it let go.
    private static async Task<long> PositionOf(NpgsqlConnection connection, int lane)
    {
        await using var read = new NpgsqlCommand("SELECT position FROM periods.lane WHERE id = $1", connection);
        read.Parameters.Add(new NpgsqlParameter<int> { TypedValue = lane });
        return (long)(await read.ExecuteScalarAsync())!;
    }
}
