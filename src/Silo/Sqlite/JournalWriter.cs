using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Periods.Grains.Journal;
using Periods.Silo.Journals;

namespace Periods.Silo.Sqlite;

/// <summary>
/// The one thread that writes. While one batch commits, the next gathers in the queue. A failed commit fails its batch only: the thread
/// goes on, and the next batch, or a probe when nobody appends, finds out whether storage works again; unless the log cannot be renewed any more, then nothing
/// is written again. A disk may also hang, and no call to it can be taken back: then the batch is answered without the thread, and what became of it is not known
/// until the thread is back.
/// </summary>
internal sealed class JournalWriter
{
    private readonly AppendQueue _queue = new();
    private readonly SnapshotShelf _snapshots = new();
    private readonly List<PendingAppend> _batch = [];
    private readonly JournalTransaction _transaction;
    private readonly LogRenewal _renewal;
    private readonly Recurring _pruning;
    private readonly DateTimeOffset _openedAt;
    private readonly long _opened;
    private readonly Lock _gate = new();
    private readonly ITimer _sweep;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _commits;
    private long _appended;
    // Under the gate: when the transaction under way began, or what follows it on the disk; 0 when there is none. While there is one the batch stays as it is.
    private long _began;
    // Whether it is the transaction.
    private bool _isUndecided;
    private volatile bool _hangs;
    private volatile bool _available = true;

    public JournalWriter(JournalTransaction transaction, LogRenewal renewal, TimeProvider time, ILogger log)
    {
        _transaction = transaction;
        _renewal = renewal;
        _time = time;
        _pruning = new Recurring(SqliteSettings.PruneEvery, time);
        (_openedAt, _opened) = (time.GetUtcNow(), time.GetTimestamp());
        _log = log;
        _sweep = TimeProvider.System.CreateTimer(_ => Sweep(), null, SqliteSettings.SweepEvery, SqliteSettings.SweepEvery);
        new Thread(Run) { Name = "journal", IsBackground = true }.Start();
    }

    /// <summary>Appends that were answered as failed may have been written all the same.</summary>
    public event Action? HangEnded;

    public bool IsAvailable => _available && !_renewal.HasFailed;

    /// <summary>Whether appends were answered as failed that may be written all the same: what is read now may be older than what will turn out to be.</summary>
    public bool Hangs => _hangs;

    public int QueueLength => _queue.Count;

    public long Commits => Interlocked.Read(ref _commits);

    public long AppendsCommitted => Interlocked.Read(ref _appended);

    public Task<AppendResult> Append(IReadOnlyList<EntityAppend> parts)
    {
        var append = new PendingAppend(parts, _time);
        return _queue.TryAdd(append) ? append.Task : Task.FromResult(AppendResult.Overloaded);
    }

    public void Save(EntityKey key, Snapshot snapshot)
    {
        _snapshots.Put(key, snapshot);
        _queue.Nudge();
    }

    /// <summary>Takes nothing more; ends when what was queued is written.</summary>
    public Task Close()
    {
        _queue.Close();
        return _ended.Task;
    }

    private void Run()
    {
        while (_queue.Take(_batch, Patience()))
        {
            Write();
            _batch.Clear();
        }
        while (IsAvailable && !_snapshots.IsEmpty) Write();
        _sweep.Dispose();
        _ended.SetResult();
    }

    private TimeSpan Patience() =>
        !IsAvailable ? SqliteSettings.ProbeEvery
        : _snapshots.IsEmpty && !_pruning.IsDue ? Timeout.InfiniteTimeSpan
        : TimeSpan.Zero;

    private void Write()
    {
        if (_renewal.HasFailed)
        {
            Awaited.Answer(_batch, static _ => AppendResult.Failed);
            return;
        }
        if (_batch.Count == 0 && _available && _snapshots.IsEmpty && !_pruning.IsDue) return;
        Begin(undecided: true);
        var telemetry = BatchTelemetry.Begin(_batch);
        try
        {
            _transaction.Begin(_batch);
            PutSnapshots();
            Prune();
            if (!_available) _transaction.Probe();
            _transaction.Commit();
        }
        catch (Exception e)
        {
            // Whatever it was, the thread must live on: everybody in the batch waits for an answer, and so does everybody after it.
            telemetry.End(e);
            Fail(e);
            return;
        }
        IsBack();
        telemetry.End(null);
        if (!_available) _log.LogInformation("The journal can be written again.");
        _available = true;
        Answer();
        Begin(undecided: false);
        _renewal.Tend();
        IsBack();
    }

    private void Begin(bool undecided)
    {
        lock (_gate) (_began, _isUndecided) = (Stopwatch.GetTimestamp(), undecided);
    }

    private void Answer()
    {
        var appended = 0;
        foreach (var append in _batch)
            if (append.Verdict == AppendResult.Appended) appended++;
        if (appended > 0) Interlocked.Increment(ref _commits);
        Interlocked.Add(ref _appended, appended);
        Awaited.Answer(_batch, static append => append.Verdict);
    }

    private void Fail(Exception cause)
    {
        if (_available) _log.LogError(cause, "The journal cannot be written.");
        _available = false;
        try
        {
            _transaction.Rollback();
        }
        catch (SqliteFault e)
        {
            // The transaction of the next batch cannot begin inside this one and fails too, which rolls back once more.
            _log.LogError(e, "A journal transaction could not be rolled back.");
        }
        IsBack();
        Awaited.Answer(_batch, static _ => AppendResult.Failed);
    }

    /// <summary>What became of the transaction is known.</summary>
    private void IsBack()
    {
        bool hung;
        lock (_gate) (hung, _began, _hangs) = (_hangs, 0, false);
        if (hung) HangEnded?.Invoke();
    }

    private void Sweep()
    {
        lock (_gate)
        {
            // No batch, or one that was taken and has not begun.
            if (_began == 0) return;
            if (!_hangs && Stopwatch.GetElapsedTime(_began) > Limits.CommitMax)
            {
                _log.LogError("The journal's disk hangs: a commit has been under way for {Seconds} s.", Limits.CommitMax.TotalSeconds);
                // Before anybody is answered: who hears of a failure loads what there is.
                (_hangs, _available) = (true, false);
                Awaited.Answer(_batch, static _ => AppendResult.Failed);
            }
            // Nobody behind a batch that may yet succeed: an entity whose last append failed is loaded again, and of the batch nothing can be seen yet that will be there.
            if (_hangs || !_isUndecided) _queue.Sweep();
        }
    }

    private void PutSnapshots()
    {
        var bytes = 0;
        while (bytes < SqliteSettings.SnapshotBytesPerCommit && _snapshots.TryTake(out var key, out var snapshot))
        {
            _transaction.Put(key, snapshot);
            bytes += snapshot.State.Length;
        }
    }

    private void Prune()
    {
        if (!_pruning.IsDue) return;
        var now = _time.GetUtcNow();
        // A clock that is set ahead, if only for a moment, makes no answer older than it is.
        var unset = _openedAt + _time.GetElapsedTime(_opened);
        var latest = now < unset ? now : unset;
        if (!_transaction.Prune(latest - SqliteSettings.AnswersKept, latest)) _pruning.Done(now);
    }
}
