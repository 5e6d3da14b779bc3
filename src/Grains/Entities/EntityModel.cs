using Periods.Grains.Journal;

namespace Periods.Grains.Entities;

/// <summary>What the entity core must know of a kind of entity: how it folds, and how its events and state are written.</summary>
public abstract class EntityModel<TState, TEvent>
    where TState : class
{
    public abstract TState Initial(EntityKey key);

    /// <summary>Pure and total: an event that was once accepted always folds.</summary>
    public abstract TState Evolve(TState state, TEvent happened, EventStamp stamp);

    public abstract string TypeOf(TEvent happened);

    public abstract byte[] Encode(TEvent happened);

    public abstract TEvent Decode(string type, ReadOnlySpan<byte> data);

    /// <summary>Named anew whenever the state, or what it is folded to, changes its form: older snapshots are then passed over.</summary>
    public abstract string SnapshotTag { get; }

    public abstract byte[] EncodeState(TState state);

    public abstract TState DecodeState(ReadOnlySpan<byte> data);

    /// <summary>The change is durable: the place to send a hint. Must neither throw nor wait.</summary>
    public virtual void Announce(TState before, TState after)
    {
    }

    /// <summary>The state after events, starting from a snapshot when it has today's form.</summary>
    public TState Fold(TState state, JournalEvent recorded) =>
        Evolve(state, Decode(recorded.Type, recorded.Data), new EventStamp(recorded.At, recorded.Actor, recorded.Version, recorded.Type));
}

/// <summary>What the journal adds to an event.</summary>
public readonly record struct EventStamp(DateTimeOffset At, Guid Actor, long Version, string Type);
