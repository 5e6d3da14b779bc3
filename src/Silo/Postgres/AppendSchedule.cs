using Periods.Grains.Journal;

namespace Periods.Silo.Postgres;

/// <summary>
/// Which lane takes which append, in what order. An entity belongs to a lane as long as anything of it waits there or is under way, so
/// that version 6 never arrives before 5. An append whose entities belong to different lanes is set aside until that is no longer so,
/// and later appends of its entities line up behind it, or it might wait for ever.
/// </summary>
internal sealed class AppendSchedule(int lanes, TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<EntityKey, Place> _places = [];
    private readonly LaneQueue[] _lanes = [.. Enumerable.Range(0, lanes).Select(_ => new LaneQueue())];
    // All that were set aside, to find those that waited too long; who got a lane meanwhile leaves at the next sweep.
    private readonly Queue<PendingAppend> _aside = new();
    private int _waiting;
    private bool _closed;

    public int Waiting
    {
        get
        {
            lock (_gate) return _waiting;
        }
    }

    /// <summary>Whether anything of the entity waits or is under way.</summary>
    public bool Holds(EntityKey key)
    {
        lock (_gate) return _places.ContainsKey(key);
    }

    /// <summary>False when too many wait already, or the journal is closing.</summary>
    public bool TryAdd(PendingAppend append)
    {
        lock (_gate)
        {
            if (_closed || _waiting >= Limits.JournalQueueLength) return false;
            _waiting++;
            if (TryFindLane(append, out var lane)) Assign(append, lane);
            else SetAside(append);
            return true;
        }
    }

    /// <summary>
    /// Waits until the lane has something to send, and takes up to a batch of it. Null when there is nothing left and nothing will come; empty when the lane is
    /// to look whether storage works: the patience ended first, or <see cref="Probe"/> was called.
    /// </summary>
    public async ValueTask<List<PendingAppend>?> Take(int lane, TimeSpan patience)
    {
        var queue = _lanes[lane];
        for (var isPatienceOver = false; ;)
        {
            Task work;
            lock (_gate)
            {
                (queue.Bell, queue.BusySince) = (null, null);
                if (queue.Waiting.Count > 0) return TakeGated(queue);
                if (IsFinished) return null;
                if (isPatienceOver || queue.IsToProbe)
                {
                    queue.IsToProbe = false;
                    queue.BusySince = time.GetTimestamp();
                    return [];
                }
                queue.Bell = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                work = queue.Bell.Task;
            }
            try
            {
                await work.WaitAsync(patience);
            }
            catch (TimeoutException)
            {
                isPatienceOver = true;
            }
        }
    }

    /// <summary>The outcome of a lane's batch is known, or known to be unknown: its entities need not stay in the lane for it.</summary>
    public void Done(List<PendingAppend> batch)
    {
        lock (_gate)
        {
            foreach (var append in batch) Release(append);
            if (IsFinished) RingAll();
        }
    }

    /// <summary>Answers those that waited too long; nothing of them was sent.</summary>
    public void Sweep()
    {
        lock (_gate)
        {
            foreach (var lane in _lanes)
                while (lane.Waiting.TryPeek(out var oldest) && oldest.IsLate)
                    GiveUp(lane.Waiting.Dequeue());
            while (_aside.TryPeek(out var oldest) && (oldest.HasLane || oldest.IsLate))
            {
                _aside.Dequeue();
                // Keeps its place in the line, where it is passed over when its turn comes.
                if (!oldest.HasLane && oldest.TryAnswer(AppendResult.Failed)) _waiting--;
            }
            if (IsFinished) RingAll();
        }
    }

    /// <summary>It is in doubt whether storage works: one lane looks, unless something is being written, which tells as well.</summary>
    public void Probe()
    {
        lock (_gate)
        {
            if (_places.Count > 0) return;
            _lanes[0].IsToProbe = true;
            _lanes[0].Bell?.TrySetResult();
        }
    }

    /// <summary>Takes nothing more. The lanes end when what waits is done.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _closed = true;
            RingAll();
        }
    }

    // Appends that are under way or set aside may still bring work to any lane; they have places.
    private bool IsFinished => _closed && _places.Count == 0;

    private List<PendingAppend> TakeGated(LaneQueue queue)
    {
        queue.BusySince = time.GetTimestamp();
        var batch = new List<PendingAppend>(Math.Min(queue.Waiting.Count, Limits.JournalBatchMax));
        var bytes = 0L;
        while (batch.Count < Limits.JournalBatchMax && queue.Waiting.TryPeek(out var append))
        {
            if (append.IsLate)
            {
                GiveUp(queue.Waiting.Dequeue());
                continue;
            }
            bytes += append.Bytes;
            if (bytes > Limits.JournalBatchBytesMax && batch.Count > 0) break;
            queue.Waiting.Dequeue();
            _waiting--;
            batch.Add(append);
        }
        return batch;
    }

    private void GiveUp(PendingAppend append)
    {
        if (append.TryAnswer(AppendResult.Failed)) _waiting--;
        Release(append);
    }

    private void Release(PendingAppend append)
    {
        foreach (var part in append.Parts)
        {
            var place = _places[part.Key];
            if (--place.Held == 0 && place.Aside.Count == 0) _places.Remove(part.Key);
        }
        foreach (var part in append.Parts)
            while (_places.TryGetValue(part.Key, out var place) && place.Aside.TryPeek(out var next) && TryFindLane(next, out var lane))
            {
                foreach (var other in next.Parts) _places[other.Key].Aside.Dequeue();
                Assign(next, lane);
            }
    }

    /// <summary>False when its entities belong to different lanes, or another append waits for that to end before it.</summary>
    private bool TryFindLane(PendingAppend append, out int lane)
    {
        lane = -1;
        foreach (var part in append.Parts)
        {
            if (!_places.TryGetValue(part.Key, out var place)) continue;
            if (place.Aside.TryPeek(out var first) && first != append) return false;
            if (place.Held == 0) continue;
            if (lane >= 0 && lane != place.Lane) return false;
            lane = place.Lane;
        }
        if (lane < 0) lane = LaneToFill();
        return true;
    }

    /// <summary>
    /// A lane is left only when its next batch is well filled: few large batches cost a third of what many small ones do, and are sooner done.
    /// When all are, the shortest. One whose batch does not come back, for its connection may be lost, is the last to get more.
    /// </summary>
    private int LaneToFill()
    {
        var best = 0;
        for (var i = 0; i < _lanes.Length; i++)
        {
            var isStalled = IsStalled(_lanes[i]);
            if (!isStalled && _lanes[i].Waiting.Count < PostgresSettings.BatchWellFilled) return i;
            if ((isStalled, _lanes[i].Waiting.Count).CompareTo((IsStalled(_lanes[best]), _lanes[best].Waiting.Count)) < 0) best = i;
        }
        return best;
    }

    private bool IsStalled(LaneQueue lane) => lane.BusySince is { } since && time.GetElapsedTime(since) > PostgresSettings.LaneStallsAfter;

    private void Assign(PendingAppend append, int lane)
    {
        foreach (var part in append.Parts)
        {
            var place = Enter(part.Key);
            place.Lane = lane;
            place.Held++;
        }
        append.HasLane = true;
        _lanes[lane].Waiting.Enqueue(append);
        _lanes[lane].Bell?.TrySetResult();
    }

    private void SetAside(PendingAppend append)
    {
        _aside.Enqueue(append);
        foreach (var part in append.Parts) Enter(part.Key).Aside.Enqueue(append);
    }

    private Place Enter(EntityKey key)
    {
        if (!_places.TryGetValue(key, out var place)) _places.Add(key, place = new Place());
        return place;
    }

    private void RingAll()
    {
        foreach (var lane in _lanes) lane.Bell?.TrySetResult();
    }

    private sealed class LaneQueue
    {
        public Queue<PendingAppend> Waiting { get; } = new();

        public TaskCompletionSource? Bell { get; set; }

        public bool IsToProbe { get; set; }

        /// <summary>When its batch was taken; null while it waits for one.</summary>
        public long? BusySince { get; set; }
    }

    /// <summary>Where an entity is: its lane, how many appends hold it there, and who waits for it to leave.</summary>
    private sealed class Place
    {
        public int Lane { get; set; }

        public int Held { get; set; }

        public Queue<PendingAppend> Aside { get; } = new();
    }
}
