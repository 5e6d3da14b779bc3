using Periods.Grains.Journal;

namespace Periods.Silo.Sqlite;

/// <summary>What waits for the writer, in the order it came.</summary>
internal sealed class AppendQueue
{
    private readonly object _gate = new();
    private readonly Queue<PendingAppend> _waiting = new();
    private bool _nudged;
    private bool _closed;

    public int Count
    {
        get
        {
            lock (_gate) return _waiting.Count;
        }
    }

    /// <summary>False when too many wait already, or the journal is closing.</summary>
    public bool TryAdd(PendingAppend append)
    {
        lock (_gate)
        {
            if (_closed || _waiting.Count >= Limits.JournalQueueLength) return false;
            _waiting.Enqueue(append);
            if (_waiting.Count == 1) Monitor.Pulse(_gate);
            return true;
        }
    }

    /// <summary>Answers those that waited too long; nothing of them was written. Not while a batch may yet be committed: see <see cref="JournalWriter"/>.</summary>
    public void Sweep()
    {
        lock (_gate) AnswerLate();
    }

    /// <summary>Ends a wait: there is something else to write.</summary>
    public void Nudge()
    {
        lock (_gate)
        {
            _nudged = true;
            Monitor.Pulse(_gate);
        }
    }

    public void Close()
    {
        lock (_gate)
        {
            _closed = true;
            Monitor.Pulse(_gate);
        }
    }

    /// <summary>
    /// Waits for appends, a nudge or the end of the patience, and takes what is there, up to one batch, perhaps nothing.
    /// False when the queue is closed and empty.
    /// </summary>
    public bool Take(List<PendingAppend> batch, TimeSpan patience)
    {
        lock (_gate)
        {
            if (_waiting.Count == 0 && !_nudged && !_closed) Monitor.Wait(_gate, patience);
            _nudged = false;
            AnswerLate();
            var bytes = 0L;
            while (batch.Count < Limits.JournalBatchMax && _waiting.TryPeek(out var append))
            {
                bytes += append.Bytes;
                if (bytes > Limits.JournalBatchBytesMax && batch.Count > 0) break;
                batch.Add(_waiting.Dequeue());
            }
            return batch.Count > 0 || !_closed;
        }
    }

    private void AnswerLate()
    {
        while (_waiting.TryPeek(out var oldest) && oldest.IsLate) _waiting.Dequeue().TryAnswer(AppendResult.Failed);
    }
}
