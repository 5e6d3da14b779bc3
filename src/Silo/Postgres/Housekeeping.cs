using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Periods.Grains.Journal;
using Periods.Silo.Journals;

namespace Periods.Silo.Postgres;

/// <summary>What nobody waits for: snapshots are written and old answers deleted, over the connections reads use. What fails is let be.</summary>
internal sealed class Housekeeping(JournalReaders readers, JournalHealth health, TimeProvider time, ILogger log)
{
    private readonly SnapshotShelf _snapshots = new();
    private readonly Channel<bool> _bell = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly Recurring _pruning = new(PostgresSettings.PruneEvery, time);
    private volatile bool _closed;
    private volatile bool _isAway;

    public void Save(EntityKey key, Snapshot snapshot)
    {
        _snapshots.Put(key, snapshot);
        Ring();
    }

    /// <summary>Deletes one slice of old answers, so that a journal just opened has none where there are few.</summary>
    public Task Begin() => Try(PruneOnce);

    public async Task Run()
    {
        while (!_closed)
        {
            // A commit that hangs would keep the session it is on, and each try one more.
            if (health.IsAvailable) await Tidy();
            await Wait();
        }
        if (!_isAway) await Tidy();
    }

    /// <summary>Runs one round and stops.</summary>
    public void Close()
    {
        _closed = true;
        Ring();
    }

    private Task Tidy() => Try(async () =>
    {
        await PutSnapshots();
        while (_pruning.IsDue && !_closed) await PruneOnce();
    });

    /// <summary>Deletes one slice of what is too old; an answer as old is no refusal any more. This clock says when to look, and only the server's what is old.</summary>
    private async Task PruneOnce()
    {
        var now = time.GetUtcNow();
        if (!await readers.Use(static queries => queries.Prune())) _pruning.Done(now);
    }

    private async Task Try(Func<Task> tidy)
    {
        try
        {
            await tidy();
            _isAway = false;
        }
        catch (JournalUnavailableException e)
        {
            if (!_isAway) log.LogWarning(e, "The journal cannot be tidied.");
            _isAway = true;
        }
    }

    private async Task PutSnapshots()
    {
        while (true)
        {
            var slice = new List<(EntityKey, Snapshot)>();
            for (var bytes = 0; bytes < PostgresSettings.SnapshotBytesPerStatement && _snapshots.TryTake(out var key, out var snapshot); bytes += snapshot.State.Length)
                slice.Add((key, snapshot));
            if (slice.Count == 0) return;
            await readers.Use(async queries =>
            {
                await queries.Put(slice);
                return true;
            });
        }
    }

    private void Ring() => _bell.Writer.TryWrite(true);

    private async Task Wait()
    {
        using var patience = new CancellationTokenSource(PostgresSettings.PruneEvery);
        try
        {
            await _bell.Reader.ReadAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            // Time to look for old answers.
        }
    }
}
