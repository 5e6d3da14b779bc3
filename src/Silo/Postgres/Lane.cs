using Npgsql;
using Periods.Grains.Journal;

namespace Periods.Silo.Postgres;

/// <summary>
/// Sends one batch after the other over a connection of its own, each a round trip and a commit. A batch whose outcome is unknown is answered Failed
/// and its connection thrown away; the next batch, or an empty one when nobody appends, finds out whether storage works again.
/// </summary>
internal sealed class Lane(int number, PostgresServer server, AppendSchedule schedule, JournalHealth health)
{
    private AppendStatement? _statement;
    private long _failuresWhenOpened;

    public async Task Run()
    {
        while (await schedule.Take(number, health.IsAvailable ? Timeout.InfiniteTimeSpan : PostgresSettings.ProbeEvery) is { } appends)
        {
            if (appends.Count == 0 && health.IsAvailable) continue;
            var batch = new Batch(appends);
            var isWritten = await TryWrite(batch);
            schedule.Done(appends);
            if (isWritten) health.Worked(appends.Count(append => append.Fits));
            foreach (var append in appends)
                append.SetResult(!isWritten ? AppendResult.Failed : append.Fits ? AppendResult.Appended : AppendResult.Conflict);
        }
        await Drop();
    }

    private async Task<bool> TryWrite(Batch batch)
    {
        using var patience = new CancellationTokenSource(Limits.CommitMax);
        try
        {
            await Write(batch, await Statement(patience.Token), patience.Token);
            return true;
        }
        catch (Exception e)
        {
            // Whatever it was, the lane must live on: everybody in the batch waits for an answer, and so does everybody after it.
            server.NoteFailure(e);
            await Drop();
            health.Failed(e);
            return false;
        }
    }

    private static async Task Write(Batch batch, AppendStatement statement, CancellationToken stop)
    {
        for (var races = 0; ;)
        {
            var rows = batch.Fit();
            if (rows.Roots.Count == 0 && batch.Appends.Count > 0) return;
            try
            {
                if (await statement.Run(batch, rows, stop)) return;
            }
            catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UniqueViolation && races++ < PostgresSettings.RacesMax)
            {
                // Another silo wrote between the look and the write. Nothing of the batch was written; the next look sees what is.
                batch.Forget();
            }
        }
    }

    private async Task<AppendStatement> Statement(CancellationToken stop)
    {
        if (_statement is not null && _failuresWhenOpened == server.Failures) return _statement;
        await Drop();
        _failuresWhenOpened = server.Failures;
        return _statement = await AppendStatement.Open(server, stop);
    }

    private async ValueTask Drop()
    {
        if (_statement is not null) await _statement.DisposeAsync();
        _statement = null;
    }
}
