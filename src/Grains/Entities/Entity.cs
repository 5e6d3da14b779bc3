using Periods.Grains.Journal;

namespace Periods.Grains.Entities;

/// <summary>One resident entity: its folded state, the head of its chain, and the last append it was decided on.</summary>
public abstract class Entity(EntityKey key)
{
    /// <summary>There is nothing to wait for.</summary>
    internal static readonly Task<AppendResult> Settled = Task.FromResult(AppendResult.Appended);

    private Task<AppendResult> _tail = Settled;
    private long _weighed;

    /// <summary>How many hold it; far below 0: it is evicted.</summary>
    private int _holds;

    public EntityKey Key { get; } = key;

    /// <summary>Held while a command is decided and its append queued; never while anything is waited for.</summary>
    internal Lock Gate { get; } = new();

    internal EntityHead Head { get; private protected set; } = EntityHead.None;

    /// <summary>No longer the entity of its key: an append failed or it was evicted. Whoever holds it asks for it again.</summary>
    internal bool Dropped { get; set; }

    /// <summary>For eviction, in milliseconds of uptime.</summary>
    internal long LastUsed { get; set; }

    /// <summary>Bytes, about, that it takes beyond what every entity may.</summary>
    internal long Weight { get; private protected set; }

    /// <summary>What it weighs more than when that was asked last.</summary>
    internal long Growth()
    {
        var weight = Weight;
        return weight == Volatile.Read(ref _weighed) ? 0 : weight - Interlocked.Exchange(ref _weighed, weight);
    }

    /// <summary>Keeps it from being evicted. False when it just was: whoever wants it asks for it again.</summary>
    internal bool TryHold() => Interlocked.Increment(ref _holds) > 0;

    internal void LetGo() => Interlocked.Decrement(ref _holds);

    /// <summary>Drops it, unless it is held or an append is under way. Then all that it weighs counts as growth, so that it is looked at again when that is over.</summary>
    internal bool TryEvict()
    {
        lock (Gate)
        {
            // First: whoever still had it at one of the two looks below asks for its growth after that.
            Interlocked.Exchange(ref _weighed, 0);
            if (!IsIdle || Interlocked.CompareExchange(ref _holds, int.MinValue, 0) != 0) return false;
            Dropped = true;
            return true;
        }
    }

    /// <summary>The keys it remembers; null until a keyed command asks, and when they were let go of.</summary>
    internal RememberedKeys? Remembered { get; set; }

    /// <summary>Lets go of the keys, which the journal has. Returns how many; none while an append may bring another.</summary>
    internal int ForgetKeys()
    {
        lock (Gate)
        {
            if (!IsIdle || Remembered is not { Count: var count }) return 0;
            Remembered = null;
            return count;
        }
    }

    /// <summary>The append that everything decided so far rests on. Whatever is told to anybody waits for it.</summary>
    internal Task<AppendResult> Tail
    {
        get => _tail;
        private protected set => _tail = value;
    }

    /// <summary>Whatever is decided from now on rests on an append that changes nothing.</summary>
    internal void Follow(Task<AppendResult> append) => _tail = append;

    internal bool IsIdle => _tail.IsCompleted;

    /// <summary>Lets go of a finished append, so that an idle entity holds no memory of it.</summary>
    internal void Settle(Task<AppendResult> finished) => Interlocked.CompareExchange(ref _tail, Settled, finished);

    /// <summary>Whether it was read from the journal, so that there is nothing to wait for.</summary>
    internal abstract bool IsLoaded { get; }

    /// <summary>Whether it keeps its place when an answer was given.</summary>
    internal abstract bool Stays { get; }

    /// <summary>Reads the entity from the journal, once.</summary>
    internal abstract Task Load(IJournal journal);
}

/// <inheritdoc/>
public sealed class Entity<TState, TEvent>(EntityKey key, EntityModel<TState, TEvent> model) : Entity(key)
    where TState : class
    where TEvent : class
{
    private volatile Task? _loading;
    private DateTimeOffset _orderedAt;
    private int _snapshotBytes;

    internal TState State { get; private set; } = model.Initial(key);

    internal override bool IsLoaded => _loading is { IsCompletedSuccessfully: true };

    internal override bool Stays => Head.Version > 0 && model.StaysResident;

    internal override Task Load(IJournal journal)
    {
        if (_loading is { } loading) return loading;
        lock (Gate) return _loading ??= LoadOnce(journal);
    }

    private async Task LoadOnce(IJournal journal)
    {
        EntityTelemetry.Activated(Key);
        var history = await journal.Load(Key);
        if (history.Snapshot is { } snapshot && model.StateOf(snapshot) is { } state)
        {
            State = state;
            Head = snapshot.Head;
            _snapshotBytes = snapshot.State.Length;
            _orderedAt = snapshot.OrderedAt;
            foreach (var e in history.Events) Take(e);
        }
        else
        {
            await foreach (var e in journal.Read(Key, 0, CancellationToken.None)) Take(e);
        }
        Weigh();
        // The task of a load that waited keeps all it read with; an idle entity must not.
        lock (Gate) _loading = Task.CompletedTask;
    }

    private void Take(JournalEvent e)
    {
        if (!EventChain.Follows(Key, Head, e))
            throw new HistoryUnreadableException($"The journal is damaged: {Key} version {e.Version} does not follow version {Head.Version}.");
        State = model.Fold(State, e);
        Head = new EntityHead(e.Version, e.Hash);
        _orderedAt = e.OrderedAt;
    }

    private void Weigh() => Weight = Math.Max(model.Weight(State) - Limits.ResidentEntityBytes, 0);

    /// <summary>Computes what the entity would be after the events, and how that is written. Changes nothing.</summary>
    internal Prepared<TState> Prepare(IReadOnlyList<TEvent> events, Stamp stamp, string? commandId)
    {
        if (events.Count == 0) return new(State, Head, _orderedAt, []);
        var state = State;
        var head = Head;
        var orderedAt = stamp.At < _orderedAt ? _orderedAt : (DateTimeOffset?)null;
        var written = new JournalEvent[events.Count];
        for (var i = 0; i < written.Length; i++)
        {
            var type = model.NameOf(events[i]);
            var data = model.Encode(events[i]);
            var version = head.Version + 1;
            var context = new EventContext(stamp.Origin, model.Replaced(state, events[i], stamp), orderedAt);
            var hash = EventChain.Hash(Key, version, type, stamp.At, stamp.Actor, commandId, data, head.Hash, context);
            written[i] = new JournalEvent(version, type, data, stamp.At, stamp.Actor, commandId, hash, context);
            state = model.Evolve(state, events[i], new EventStamp(stamp.At, stamp.Actor, version, type));
            head = new EntityHead(version, hash);
        }
        return new(state, head, orderedAt ?? stamp.At, written);
    }

    /// <summary>Takes on what was prepared, now that its append is queued.</summary>
    internal void Adopt(Prepared<TState> prepared, Task<AppendResult> tail)
    {
        State = prepared.State;
        Weigh();
        Head = prepared.Head;
        _orderedAt = prepared.OrderedAt;
        Tail = tail;
    }

    /// <summary>After the append is durable: hint and, now and then, a snapshot.</summary>
    internal void OnDurable(TState before, EntityHead beforeHead, Prepared<TState> prepared, IJournal journal)
    {
        model.Announce(before, prepared.State);
        var every = Limits.SnapshotEvery * (1 + Volatile.Read(ref _snapshotBytes) / Limits.SnapshotBytesPerRound);
        if (prepared.Head.Version / every == beforeHead.Version / every) return;
        var state = model.EncodeState(prepared.State);
        Volatile.Write(ref _snapshotBytes, state.Length);
        journal.SaveSnapshot(Key, new Snapshot(model.SnapshotTag, prepared.Head, state, prepared.OrderedAt));
    }
}

/// <summary>An entity as it would be after some events.</summary>
internal readonly record struct Prepared<TState>(TState State, EntityHead Head, DateTimeOffset OrderedAt, JournalEvent[] Events);
