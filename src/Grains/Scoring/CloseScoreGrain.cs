using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Periods.Grains.Closing;
using Periods.Grains.Journal;

namespace Periods.Grains.Scoring;

/// <inheritdoc cref="ICloseScoreGrain"/>
/// <remarks>
/// It never calls the period. Notices bring new versions; versions are dense, so a gap shows, and is filled by folding the journal.
/// A notice that is late or doubled is older than what is known, and passed over. Where the journal no longer holds what was known, it begins again.
/// </remarks>
/// <param name="line">Where watches wait that have much to read.</param>
public sealed class CloseScoreGrain(IJournal journal, PeriodModel model, ReplayLine line, EntityKey period) : ICloseScoreGrain, IDisposable
{
    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _folding = new(1, 1);
    private ScoreReplay _replay = new(journal, model, period);
    private readonly ReplayMarks _marks = new();
    private readonly Watchers _watchers = new();
    private readonly Queue<ScoreView> _recent = new();
    private ScoreView? _latest;

    public ValueTask Notify(ScoreNotice notice) => TryTake(notice.Score) ? ValueTask.CompletedTask : Heard(notice.Score.Version);

    /// <summary>Takes the version that is next, or is known already; false when others are missing before it.</summary>
    public bool TryTake(ScoreView score)
    {
        lock (_gate)
        {
            if (score.Version == _latest?.Version + 1) Take(score);
            return score.Version <= _latest?.Version;
        }
    }

    /// <summary>Somebody says that there is a version; what it is stands in the journal.</summary>
    public ValueTask Heard(long version)
    {
        lock (_gate)
        {
            // Before anything is known, too: the first look into the journal may be under way, and not see this version any more.
            if (version <= _latest?.Version) return ValueTask.CompletedTask;
        }
        return new ValueTask(CatchUp(CancellationToken.None));
    }

    /// <summary>Takes every version that the journal has and the notices did not bring. A history that it cannot go on with is thrown, and all watches begin again.</summary>
    public async Task CatchUp(CancellationToken stop)
    {
        await _folding.WaitAsync(stop);
        var known = LatestVersion();
        try
        {
            // Whoever has seen less than the snapshot reads what is missing by himself: the others need not wait for it.
            if (known == 0 && await _replay.Begin(long.MaxValue) is { } begun) lock (_gate) Take(begun);
            await foreach (var score in _replay.Advance(LatestVersion, stop))
            {
                lock (_gate)
                {
                    if (_latest is null || score.Version == _latest.Version + 1) Take(score);
                    else if (score.Version == _latest.Version && score.ComputedAt != _latest.ComputedAt) throw Lost(score.Version);
                }
            }
            if (_replay.Version < known) throw Lost(known);
        }
        catch (Exception e) when (e is HistoryUnreadableException or not (JournalUnavailableException or OperationCanceledException))
        {
            Forget();
            throw;
        }
        finally
        {
            _folding.Release();
        }
    }

    public async IAsyncEnumerable<ScoreView> Watch(long? afterVersion, [EnumeratorCancellation] CancellationToken stop)
    {
        await using var scores = Follow(afterVersion, stop).GetAsyncEnumerator(stop);
        while (await IsNextReadable(scores)) yield return scores.Current;
    }

    public void Dispose() => _folding.Dispose();

    private static async ValueTask<bool> IsNextReadable(IAsyncEnumerator<ScoreView> scores)
    {
        try
        {
            return await scores.MoveNextAsync();
        }
        catch (JournalUnavailableException)
        {
            return false;
        }
    }

    private async IAsyncEnumerable<ScoreView> Follow(long? afterVersion, [EnumeratorCancellation] CancellationToken stop)
    {
        var (seen, past) = (afterVersion, new ScoreReplay(journal, model, period));
        await past.Begin(seen ?? long.MaxValue);
        while (true)
        {
            await CatchUp(stop);
            if (Join(seen) is not var (replay, queue, missed))
            {
                // Time and again, each time what is new since: while a long history is read, more changes than are kept, and to begin anew would take as long again.
                _marks.Join();
                try
                {
                    for (var isMore = true; isMore;)
                    {
                        // Told between the turns: a client that reads slowly keeps nobody waiting.
                        (var older, isMore) = await ReadOn(past, seen!.Value, stop);
                        foreach (var score in older) yield return Seen(score);
                    }
                }
                finally
                {
                    _marks.Leave();
                }
                continue;
            }
            try
            {
                foreach (var score in missed) yield return Seen(score);
                // Not ReadAllAsync: it goes on in the thread pool, and a grain goes on where its host says.
                while (await queue.Reader.WaitToReadAsync(stop))
                {
                    while (queue.Reader.TryRead(out var score)) yield return Seen(score);
                }
            }
            finally
            {
                lock (_gate) _watchers.Remove(queue);
            }
            if (replay != _replay) (seen, past) = (null, new ScoreReplay(journal, model, period));
        }

        ScoreView Seen(ScoreView score)
        {
            seen = score.Version;
            return score;
        }
    }

    private Task<(IReadOnlyList<ScoreView> Missed, bool IsMore)> ReadOn(ScoreReplay past, long seen, CancellationToken stop) => past.IsLong
        ? line.Take(period.Business, () => past.ReadOn(seen, _marks, stop), stop)
        : past.ReadOn(seen, _marks, stop);

    /// <summary>
    /// The current gauge, or all versions after the one a watcher has seen, and the queue for those that follow; a version that never was counts as none. Null when
    /// older ones than are kept are missing: the queue begins where what is told ends. Any sooner, and a long history would fill it.
    /// </summary>
    private (ScoreReplay Replay, Channel<ScoreView> Queue, ScoreView[] Missed)? Join(long? seen)
    {
        lock (_gate)
        {
            if (seen > _latest?.Version) seen = null;
            if (_recent.TryPeek(out var oldest) && oldest.Version > seen + 1) return null;
            return (_replay, _watchers.Add(), [.. _recent.Where(score => score.Version > (seen ?? _latest!.Version - 1))]);
        }
    }

    private long LatestVersion()
    {
        lock (_gate) return _latest?.Version ?? 0;
    }

    private static HistoryUnreadableException Lost(long version) => new($"Version {version} of the score was told and is not in the journal.");

    /// <summary>Whoever watches, and can, begins again with the gauge as the journal has it now.</summary>
    private void Forget()
    {
        lock (_gate)
        {
            (_replay, _latest) = (new ScoreReplay(journal, model, period), null);
            _recent.Clear();
            _watchers.End();
        }
        _marks.Forget();
    }

    private void Take(ScoreView score)
    {
        _latest = score;
        if (_recent.Count == Limits.ScoreChangesKept) _recent.Dequeue();
        _recent.Enqueue(score);
        _watchers.Tell(score);
    }
}
