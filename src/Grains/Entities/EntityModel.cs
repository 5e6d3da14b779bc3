using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Periods.Grains.Journal;

namespace Periods.Grains.Entities;

/// <summary>What the entity core must know of a kind of entity: how it folds, and how its events and state are written.</summary>
/// <param name="snapshotTag">Named anew whenever the state, or what it is folded to, changes its form: older snapshots are then passed over.</param>
/// <param name="events">Every event of the kind, with the name and the JSON it is stored by.</param>
public abstract class EntityModel<TState, TEvent>(string snapshotTag, params IEnumerable<StoredEvent> events)
    where TState : class
    where TEvent : class
{
    private readonly FrozenDictionary<Type, StoredEvent> _byType = events.ToFrozenDictionary(e => e.Type);
    private readonly FrozenDictionary<string, StoredEvent> _byName = events.ToFrozenDictionary(e => e.Name);

    public string SnapshotTag { get; } = snapshotTag;

    /// <summary>Whether an entity of the kind stays in memory until others are used more. False where hardly any is asked for again and there is no end to them.</summary>
    public virtual bool StaysResident => true;

    public abstract TState Initial(EntityKey key);

    /// <summary>Pure and total: an event that was once accepted always folds.</summary>
    public abstract TState Evolve(TState state, TEvent happened, EventStamp stamp);

    /// <summary>The facts an event replaces, as JSON in the contract's names: what the audit log shows beside it. Null when it replaces none.</summary>
    public virtual byte[]? Replaced(TState before, TEvent happened, Stamp stamp) => null;

    /// <summary>About how many bytes the lists and texts of a state take, however it came to be. Asked under the gate after every change.</summary>
    public virtual long Weight(TState state) => 0;

    public abstract byte[] EncodeState(TState state);

    public abstract TState DecodeState(ReadOnlySpan<byte> data);

    /// <summary>Null of a snapshot in another form, and of one that cannot be read, for whatever reason: no hash covers it, and only reading gets faster by it.</summary>
    public TState? StateOf(Snapshot snapshot)
    {
        if (snapshot.Tag != SnapshotTag) return null;
        try
        {
            return DecodeState(snapshot.State);
        }
        catch (Exception)
        {
            return null;
        }
    }

    /// <summary>The change is durable: the place to send a hint. Must neither throw nor wait.</summary>
    public virtual void Announce(TState before, TState after)
    {
    }

    public string NameOf(TEvent happened) => _byType[happened.GetType()].Name;

    public byte[] Encode(TEvent happened) => JsonSerializer.SerializeToUtf8Bytes(happened, _byType[happened.GetType()].Json);

    /// <summary>Throws <see cref="HistoryUnreadableException"/>: a newer release may have written the event while this one still runs.</summary>
    public TEvent Decode(string name, ReadOnlySpan<byte> data)
    {
        try
        {
            return (TEvent?)JsonSerializer.Deserialize(data, StoredAs(name).Json) ?? throw new JsonException("It is null.");
        }
        catch (JsonException e)
        {
            throw new HistoryUnreadableException($"The journal holds an event '{name}' that this version of the service cannot read: {e.Message}", e);
        }
    }

    /// <summary>The state after an event of the journal.</summary>
    public TState Fold(TState state, JournalEvent recorded) => Fold(state, recorded, Decode(recorded.Type, recorded.Data));

    /// <summary>The same for who needs less of what happened than was recorded.</summary>
    /// <param name="happened">The event as it is taken.</param>
    public TState Fold(TState state, JournalEvent recorded, TEvent happened)
    {
        // Stamped with the model's own string: a state that keeps the name would hold the one its journal row was read into.
        return Evolve(state, happened, new EventStamp(recorded.At, recorded.Actor, recorded.Version, NameOf(happened)));
    }

    private StoredEvent StoredAs(string name) => _byName.TryGetValue(name, out var stored)
        ? stored
        : throw new HistoryUnreadableException($"The journal holds an event '{name}' that this version of the service does not know.");
}

/// <summary>The name and form under which an event is stored: ours, in kebab case with a version, never a CLR name.</summary>
public sealed class StoredEvent
{
    private readonly Lazy<JsonTypeInfo> _json;

    private StoredEvent(string name, Type type, JsonSerializerContext context)
    {
        (Name, Type) = (name, type);
        // Looked up when it is needed: to prepare all of them would be a tenth of the start of the process.
        _json = new(() => context.GetTypeInfo(type) ?? throw new InvalidOperationException($"There is no JSON of {type}."));
    }

    public string Name { get; }

    public Type Type { get; }

    public JsonTypeInfo Json => _json.Value;

    /// <param name="context">Knows the JSON of the type.</param>
    public static StoredEvent Of<T>(string name, JsonSerializerContext context) => new(name, typeof(T), context);
}

/// <summary>What the journal adds to an event.</summary>
public readonly record struct EventStamp(DateTimeOffset At, Guid Actor, long Version, string Type);
