using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Periods.Grains.Journal;
using Periods.Silo.Journals;

namespace Periods.Silo.Postgres;

/// <summary>
/// This process has the journal for itself, and need not ask whether another one wrote. No clock and no connection sees to that, but three facts: one process at a time has the file that holds
/// the owner's id; the journal keeps the owner in a row, whatever becomes of connections; and whoever takes a lane looks at that row (<see cref="AppendConnection"/>). See ADR 18.
/// </summary>
internal sealed class Ownership : IAsyncDisposable
{
    private readonly PostgresServer _server;
    private readonly OwnershipFile _file;
    private readonly ILogger _log;
    private readonly CancellationTokenSource _ending = new();
    private Task _looking = Task.CompletedTask;
    // The server's failures when it was last certain that no commit may come but this process's own, and it hears of those.
    private long _certainAt = -1;
    private bool _isLost;
    private int _looksBeside;

    private Ownership(PostgresServer server, OwnershipFile file, ILogger log) => (_server, _file, _log) = (server, file, log);

    public Guid Id => _file.Id;

    /// <summary>
    /// Whether what this process saw committed last is the last there is. Not after a connection failed, until it is certain that nothing may come of it any more: a commit that was not answered may be
    /// carried out later.
    /// </summary>
    public bool IsCertain => Interlocked.Read(ref _certainAt) == _server.Failures;

    /// <summary>Throws <see cref="JournalOpenException"/> when others write to the journal, or another process owns it.</summary>
    public static async Task<Ownership> Take(PostgresServer server, string path, ILogger log)
    {
        var ownership = new Ownership(server, OwnershipFile.Take(path), log);
        try
        {
            for (var since = Stopwatch.GetTimestamp(); !await ownership.TryEnter(isLast: Stopwatch.GetElapsedTime(since) > PostgresSettings.OwnershipWait);)
                await Task.Delay(PostgresSettings.SweepEvery);
            return ownership;
        }
        catch (Exception e)
        {
            await ownership.DisposeAsync();
            if (e is JournalOpenException) throw;
            throw new JournalOpenException($"The journal at {server.Name} cannot be opened: {e.Message}", e);
        }
    }

    /// <summary>Throws <see cref="JournalOpenException"/> when one process has the journal for itself.</summary>
    /// <param name="other">The file of this process, which is not the owner's.</param>
    public static void Refuse(PostgresServer server, JournalOwner owner, OwnershipFile? other = null)
    {
        if (owner.Id is null) return;
        var its = other is null ? "" : $", which {other.Name} is not";
        throw new JournalOpenException(
            $"The journal at {server.Name} belongs to one process, first started on {owner.Host}: start that one, with its Journal__OwnershipFile{its}. Only when it is gone for good: DELETE FROM periods.ownership.");
    }

    /// <summary>Looks, again and again, until disposed.</summary>
    public void Begin(JournalReaders readers, LaneSessions sessions, KnownHeads heads) => _looking = Task.Run(() => LookOn(readers, sessions, heads));

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await _looking;
        _ending.Dispose();
        _file.Dispose();
    }

    /// <summary>False when others hold lanes, who may be about to go.</summary>
    private async Task<bool> TryEnter(bool isLast)
    {
        using var patience = new CancellationTokenSource(Limits.JournalReadMax);
        var failures = _server.Failures;
        await using var connection = await _server.Open(patience.Token);
        // Nobody takes a lane meanwhile; so whoever takes one later sees the row. Nor for much longer, should this process be cut off here.
        await using var transaction = await connection.BeginTransactionAsync(CancellationToken.None);
        await PostgresServer.Run(connection, $"SET LOCAL idle_in_transaction_session_timeout = {PostgresSettings.OwnershipPause.TotalMilliseconds}");
        await PostgresServer.Run(connection, $"SELECT pg_advisory_xact_lock({PostgresSettings.LockSpace}, {PostgresSettings.OwnershipLock})");
        var found = await JournalOwner.Read(connection);
        if (found.Id is not null && found.Id != Id) Refuse(_server, found, _file);
        if (found.Writers.Length > 0)
        {
            // Of a process that was this owner before, and what it left has its time: until then this one asks as others do.
            if (found.Id == Id) return true;
            if (isLast) throw new JournalOpenException($"The journal at {_server.Name} is in use by other silos ({found.Writers.Length} sessions write to it): end them first.");
            return false;
        }
        if (found.Id is null)
        {
            await PostgresServer.Run(connection, "INSERT INTO periods.ownership (owner, host) VALUES ($1, $2)", Id, Environment.MachineName);
            await transaction.CommitAsync(CancellationToken.None);
        }
        Interlocked.Exchange(ref _certainAt, failures);
        return true;
    }

    private async Task LookOn(JournalReaders readers, LaneSessions sessions, KnownHeads heads)
    {
        using var timer = new PeriodicTimer(PostgresSettings.OwnershipLookedAt);
        try
        {
            while (await timer.WaitForNextTickAsync(_ending.Token)) await Look(readers, sessions, heads);
        }
        catch (OperationCanceledException)
        {
            // Disposed.
        }
    }

    private async Task Look(JournalReaders readers, LaneSessions sessions, KnownHeads heads)
    {
        var failures = _server.Failures;
        JournalOwner found;
        try
        {
            found = await readers.Use(static queries => queries.Owner());
        }
        catch (JournalUnavailableException)
        {
            return;
        }
        var isOwner = found.Id == Id;
        var isAlone = Array.TrueForAll(found.Writers, sessions.IsWorking);
        if (!isOwner || !isAlone)
        {
            // Also one that was certain: somebody may have started with a copy of the file, and what that one commits nobody here hears of.
            Interlocked.Exchange(ref _certainAt, -1);
        }
        else if (Interlocked.Read(ref _certainAt) != failures)
        {
            // What was read before this look may have been read before the last of those commits came.
            heads.Renew();
            Interlocked.Exchange(ref _certainAt, failures);
        }
        Tell(isOwner, isAlone);
    }

    private void Tell(bool isOwner, bool isAlone)
    {
        if (!isOwner && !_isLost) _log.LogError("This process does not own the journal any more: periods.ownership was changed by hand. It asks before it reads, and writes nothing over a new connection; end it.");
        _isLost |= !isOwner;
        // A session of its own that is just ending is seen by one look; what two see stays for a while.
        _looksBeside = isOwner && !isAlone ? _looksBeside + 1 : 0;
        if (_looksBeside == 2) _log.LogWarning("The journal of this process has sessions that it does not listen to: it asks before it reads until they have ended. It gave them up itself after a failure, or another process has a copy of the ownership file.");
    }
}
