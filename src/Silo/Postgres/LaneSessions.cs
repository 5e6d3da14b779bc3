using System.Collections.Concurrent;
using System.Diagnostics;
using Npgsql;
using NpgsqlTypes;

namespace Periods.Silo.Postgres;

/// <summary>
/// The sessions of all lanes, those included that a lane has left because a commit was not answered in time. Such a one lasts on the server until the commit does (a synchronous standby
/// is gone, a disk does not flush), and is not ended: its commit would then be there for all to see, though it is on one disk only. Each try would leave one more, until nobody is
/// let in any more; so there is an end to them.
/// </summary>
/// <param name="owner">Who must own the journal when one of them takes a lane; null for nobody.</param>
internal sealed class LaneSessions(PostgresServer server, Guid? owner)
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<NpgsqlConnection, Session> _open = new();
    private readonly int _most = 2 * server.Lanes;
    private int _count;
    private long _looked = Stopwatch.GetTimestamp();

    public Guid? Owner => owner;

    /// <summary>Whether the server's process is that of a session whose answers are waited for.</summary>
    public bool IsWorking(int process) => _open.Values.Any(session => session.Process == process && !session.IsLeft);

    /// <summary>Throws <see cref="TimeoutException"/> when there are too many.</summary>
    public async Task<NpgsqlConnection> Open(CancellationToken stop)
    {
        if (Volatile.Read(ref _count) >= _most) await Look(stop);
        if (Interlocked.Increment(ref _count) > _most)
        {
            Interlocked.Decrement(ref _count);
            throw new TimeoutException($"{server.Name} owes an answer to {_most} sessions; no more are opened until it gives one.");
        }
        try
        {
            var opened = await server.Open(stop);
            return await opened.UsedFor(async connection => _open[connection] = new Session(await PostgresServer.Process(connection), IsLeft: false));
        }
        catch
        {
            Interlocked.Decrement(ref _count);
            throw;
        }
    }

    /// <summary>Nobody waits for it any more.</summary>
    public void Leave(NpgsqlConnection connection)
    {
        if (_open.TryGetValue(connection, out var session)) _open.TryUpdate(connection, session with { IsLeft = true }, session);
    }

    public void Closed(NpgsqlConnection connection)
    {
        if (_open.TryRemove(connection, out _)) Interlocked.Decrement(ref _count);
    }

    /// <summary>
    /// The server says which of those that were left it still has work for. One that took over from another has none, nor has one behind a network that lost the
    /// connections: to wait for them would be to wait until the network gives them up.
    /// </summary>
    private async Task Look(CancellationToken stop)
    {
        var looked = Interlocked.Read(ref _looked);
        if (Stopwatch.GetElapsedTime(looked) < LookEvery || Interlocked.CompareExchange(ref _looked, Stopwatch.GetTimestamp(), looked) != looked) return;
        var left = _open.Where(static session => session.Value.IsLeft).ToArray();
        await using var asking = await server.Open(stop);
        await using var ask = new NpgsqlCommand("SELECT coalesce(array_agg(pid), '{}') FROM pg_stat_activity WHERE pid = ANY ($1) AND state = 'active'", asking);
        ask.Parameters.Add(new NpgsqlParameter<int[]> { TypedValue = [.. left.Select(static session => session.Value.Process)], NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Integer });
        var busy = (int[])(await ask.ExecuteScalarAsync(CancellationToken.None))!;
        foreach (var (connection, session) in left)
            if (!busy.Contains(session.Process)) Closed(connection);
    }

    /// <param name="Process"><see cref="PostgresServer.Process"/>; a connection that is closed does not tell it any more.</param>
    private readonly record struct Session(int Process, bool IsLeft);
}
