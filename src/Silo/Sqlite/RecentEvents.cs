using System.Runtime.InteropServices;

namespace Periods.Silo.Sqlite;

/// <summary>
/// Where the newest events lie, those that the index in the file does not have yet (ADR 16), in two generations: while the older is written there, the younger
/// grows. The writer adds what it has committed. Who reads looks here first, and then into the index, so that what moves over there is not missed.
/// </summary>
/// <param name="max">How many of them the index lets come before it takes them.</param>
internal sealed class RecentEvents(int max)
{
    private readonly Lock _gate = new();
    private Dictionary<long, List<EventPlace>> _older = [];
    private Dictionary<long, List<EventPlace>> _younger = [];
    private int _youngerCount;
    // The positions up to which the index is complete, the older generation goes, and the younger.
    private long _indexed;
    private long _olderEnd;
    private long _end;

    /// <summary>What a file's index does not have.</summary>
    public static RecentEvents Of(SqliteFile file, int max)
    {
        var recent = new RecentEvents(max) { _indexed = file.Number("SELECT indexed FROM head") };
        using var events = file.Prepare("SELECT entity, version, position FROM event WHERE position > ?1 ORDER BY position");
        using var row = events.Bind(1, recent._indexed).Query();
        while (row.Next()) recent.Put(new PlacedEvent(row.Number(0), new EventPlace(row.Number(1), row.Number(2))));
        return recent;
    }

    /// <summary>Events that are committed, in the order of their positions.</summary>
    public void Add(IReadOnlyList<PlacedEvent> events)
    {
        lock (_gate)
            foreach (var e in events) Put(e);
    }

    /// <summary>The places of an entity's events after one version up to another, and the position up to which the index knows the others.</summary>
    public (IReadOnlyList<EventPlace> Places, long Indexed) Of(long entity, long after, long upTo)
    {
        lock (_gate) return ([.. Between(_older, entity, after, upTo), .. Between(_younger, entity, after, upTo)], _indexed);
    }

    /// <summary>Null when only the index may know one.</summary>
    public EventPlace? LastOf(long entity)
    {
        lock (_gate) return _younger.TryGetValue(entity, out var places) || _older.TryGetValue(entity, out places) ? places[^1] : null;
    }

    /// <summary>When many have come since the last time: all there are, in the order of the index, and the position they go up to. Otherwise none.</summary>
    public (PlacedEvent[] Events, long End) Take()
    {
        if (_youngerCount < max) return ([], _indexed);
        lock (_gate) (_older, _younger, _youngerCount, _olderEnd) = (_younger, [], 0, _end);
        // Nothing changes there any more, so that nobody needs to wait for it.
        var entities = _older.Keys.ToArray();
        Array.Sort(entities);
        return ([.. entities.SelectMany(entity => _older[entity], (entity, place) => new PlacedEvent(entity, place))], _olderEnd);
    }

    /// <summary>The index has what was taken.</summary>
    public void Drop()
    {
        lock (_gate) (_older, _indexed) = ([], _olderEnd);
    }

    private void Put(PlacedEvent e)
    {
        if (!_younger.TryGetValue(e.Entity, out var places)) _younger.Add(e.Entity, places = []);
        // At the end, unless somebody has edited a version.
        places.Insert(CountUpTo(CollectionsMarshal.AsSpan(places), e.Place.Version), e.Place);
        _youngerCount++;
        _end = e.Place.Position;
    }

    private static ReadOnlySpan<EventPlace> Between(Dictionary<long, List<EventPlace>> generation, long entity, long after, long upTo)
    {
        if (!generation.TryGetValue(entity, out var places)) return [];
        var all = CollectionsMarshal.AsSpan(places);
        var first = CountUpTo(all, after);
        return all[first..Math.Max(first, CountUpTo(all, upTo))];
    }

    private static int CountUpTo(ReadOnlySpan<EventPlace> places, long version)
    {
        var index = places.BinarySearch(new EventPlace(version, long.MaxValue));
        return index < 0 ? ~index : index + 1;
    }
}

/// <summary>An event of an entity, and the position it lies at.</summary>
internal readonly record struct PlacedEvent(long Entity, EventPlace Place);

/// <summary>In order of version.</summary>
internal readonly record struct EventPlace(long Version, long Position) : IComparable<EventPlace>
{
    public int CompareTo(EventPlace other) => Version.CompareTo(other.Version);
}
