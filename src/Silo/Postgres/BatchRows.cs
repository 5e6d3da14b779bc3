using Periods.Grains.Journal;

namespace Periods.Silo.Postgres;

/// <summary>The rows of a batch, and the heads they are written on. Rows name their entity by its place in <see cref="Roots"/>, counted from 0.</summary>
internal sealed class BatchRows
{
    private readonly Dictionary<EntityKey, int> _entities = [];
    private readonly List<EntityHead> _heads = [];
    private readonly HashSet<(EntityKey, string)> _answered = [];

    /// <summary>Each entity once, with the head it must have.</summary>
    public List<(EntityKey Key, EntityHead Head)> Roots { get; } = [];

    /// <summary>The heads of the roots after the rows.</summary>
    public IReadOnlyList<EntityHead> Heads => _heads;

    public List<(int Root, JournalEvent Event)> Events { get; } = [];

    public List<(int Root, Answer Answer)> Answers { get; } = [];

    /// <summary>The head after the rows so far.</summary>
    public bool TryGetHead(EntityKey key, out EntityHead head)
    {
        var isHere = _entities.TryGetValue(key, out var entity);
        head = isHere ? _heads[entity] : default;
        return isHere;
    }

    public bool IsAnswered(EntityKey key, string commandKey) => _answered.Contains((key, commandKey));

    public void Add(EntityAppend part)
    {
        if (!_entities.TryGetValue(part.Key, out var entity))
        {
            _entities.Add(part.Key, entity = Roots.Count);
            Roots.Add((part.Key, part.Expected));
            _heads.Add(part.Expected);
        }
        foreach (var e in part.Events) Events.Add((entity, e));
        if (part.Events.Count > 0) _heads[entity] = new EntityHead(part.Events[^1].Version, part.Events[^1].Hash);
        if (part.Answer is not { } answer) return;
        Answers.Add((entity, answer));
        _answered.Add((part.Key, answer.CommandKey));
    }

    /// <summary>Puts the events in the order every silo writes them in, so that silos wait for each other, but never in a circle.</summary>
    public void Order(long[] entities) => Events.Sort((a, b) => a.Root == b.Root
        ? a.Event.Version.CompareTo(b.Event.Version)
        : entities[a.Root].CompareTo(entities[b.Root]));
}
