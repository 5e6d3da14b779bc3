using Npgsql;
using Periods.Grains.Journal;
using Periods.Silo.Journals;

namespace Periods.Silo.Postgres;

/// <summary>
/// Sends one batch after the other over a connection of its own, each a round trip and a commit. A batch whose outcome is unknown is answered Failed
/// and its connection thrown away; the next batch, or an empty one when nobody appends, finds out whether storage works again. A read that failed asks for an empty one, too.
/// </summary>
internal sealed class Lane(int number, PostgresServer server, LaneSessions sessions, KnownHeads heads, AppendSchedule schedule, JournalHealth health)
{
    private AppendConnection? _connection;

    public async Task Run()
    {
        while (await schedule.Take(number, health.IsAvailable ? Timeout.InfiniteTimeSpan : PostgresSettings.ProbeEvery) is { } appends)
        {
            var batch = new Batch(appends);
            // Nothing is sent for an order alone, unless it serves to find out whether storage works again.
            if (batch.IsEmpty && appends.Count > 0 && health.IsAvailable)
            {
                schedule.Done(appends);
                Awaited.Answer(appends, static _ => AppendResult.Appended);
                continue;
            }
            var telemetry = BatchTelemetry.Begin(appends);
            var failure = await TryWrite(batch);
            telemetry.End(failure);
            var isWritten = failure is null;
            schedule.Done(appends);
            var appended = appends.Exists(static append => append.Fits);
            // A look alone is no proof that storage works: a server may have become one that is only read.
            if (isWritten && (appended || batch.IsEmpty)) health.Worked(appended);
            Awaited.Answer(appends, isWritten ? static append => append.Fits || append.KeepsOrder ? AppendResult.Appended : AppendResult.Conflict : static _ => AppendResult.Failed);
        }
        if (TakeOpen() is { } open) await open.DisposeAsync();
    }

    /// <summary>Null when the batch was written.</summary>
    private async Task<Exception?> TryWrite(Batch batch)
    {
        using var patience = new CancellationTokenSource(Limits.CommitMax);
        AppendConnection? open = null;
        try
        {
            open = await Opened(TakeOpen(), patience.Token).OrLeave(patience.Token);
            _connection = await open.UsedFor(connection => Write(batch, connection, patience.Token)).OrLeave(patience.Token);
            return null;
        }
        catch (Exception e)
        {
            // Whatever it was, the lane must live on: everybody in the batch waits for an answer, and so does everybody after it. A connection that could not be opened
            // says nothing about those that are.
            if (open is not null)
            {
                // First left: who sees the failure and looks must not take it for one whose answers are waited for.
                open.Leave();
                server.NoteFailure(e);
            }
            health.Failed(e);
            return e;
        }
    }

    private async Task<AppendConnection> Opened(AppendConnection? open, CancellationToken stop)
    {
        if (open?.FailuresBefore == server.Failures) return open;
        if (open is not null) await open.DisposeAsync();
        return await AppendConnection.Open(server, sessions, stop);
    }

    private async Task Write(Batch batch, AppendConnection connection, CancellationToken stop)
    {
        for (var races = 0; ;)
        {
            stop.ThrowIfCancellationRequested();
            var rows = batch.Fit();
            if (rows.Roots.Count == 0 && !batch.IsEmpty) return;
            try
            {
                if (await TryWrite(batch, rows, races == 0 ? heads.GroundOf(rows) : null, connection)) return;
            }
            catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UniqueViolation && races++ < PostgresSettings.RacesMax)
            {
                // Another silo wrote already. Nothing of the batch was written; the next look sees what is.
                batch.Forget();
                heads.Forget(rows);
            }
        }
    }

    /// <summary>False when something was in the way, which the batch knows now.</summary>
    private async Task<bool> TryWrite(Batch batch, BatchRows rows, Ground? ground, AppendConnection connection)
    {
        long[] entities;
        if (ground is not null)
        {
            await connection.Append(rows, ground);
            entities = ground.Entities;
        }
        else
        {
            var seen = await connection.LookAndAppend(rows);
            if (!seen.IsWritten)
            {
                batch.Learn(rows, seen);
                return false;
            }
            entities = Array.ConvertAll(seen.Heads, head => head.Entity);
        }
        for (var i = 0; i < entities.Length; i++) heads.Learn(rows.Roots[i].Key, new KnownHead(entities[i], rows.Heads[i]), connection.FailuresBefore);
        return true;
    }

    private AppendConnection? TakeOpen()
    {
        var open = _connection;
        _connection = null;
        return open;
    }
}
