namespace Periods.Silo.Sqlite;

/// <summary>
/// Where the newest events lie, those that the index in the file does not have yet (ADR 16), in two generations: while the older is written there, the younger
/// grows. The writer adds what it has committed. Who reads looks here first, and then into the index, so that what moves over there is not missed.
/// </summary>
/// <param name="max">How many of them the index lets come before it takes them.</param>
internal sealed class RecentEvents(int max)
{
    private readonly Lock _gate = new();
    private Dictionary<long, Places> _older = [];
    private Dictionary<long, Places> _younger = [];
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
    public (EventPlaces Places, long Indexed) Of(long entity, long after, long upTo)
    {
        lock (_gate) return (new EventPlaces(Between(_older), Between(_younger)), _indexed);

        ReadOnlyMemory<EventPlace> Between(Dictionary<long, Places> generation) =>
            generation.TryGetValue(entity, out var places) ? places.Between(after, upTo) : default;
    }

    /// <summary>Null when only the index may know one.</summary>
    public EventPlace? LastOf(long entity)
    {
        lock (_gate) return _younger.TryGetValue(entity, out var places) || _older.TryGetValue(entity, out places) ? places.Last : null;
    }

    /// <summary>When many have come since the last time: all there are, in the order of the index, and the position they go up to. Otherwise none.</summary>
    public (PlacedEvent[] Events, long End) Take()
    {
        if (_youngerCount < max) return ([], _indexed);
        lock (_gate) (_older, _younger, _youngerCount, _olderEnd) = (_younger, [], 0, _end);
        // Nothing changes there any more, so that nobody needs to wait for it.
        var entities = _older.Keys.ToArray();
        Array.Sort(entities);
        return ([.. entities.SelectMany(entity => _older[entity].All, (entity, place) => new PlacedEvent(entity, place))], _olderEnd);
    }

    /// <summary>The index has what was taken.</summary>
    public void Drop()
    {
        lock (_gate) (_older, _indexed) = ([], _olderEnd);
    }

    private void Put(PlacedEvent e)
    {
        if (_younger.TryGetValue(e.Entity, out var places)) places.Add(e.Place);
        else _younger.Add(e.Entity, new Places(e.Place));
        _youngerCount++;
        _end = e.Place.Position;
    }

    /// <summary>The places of one entity's events, in order of version. What was handed out of them stays as it is: what comes is put behind it, or into a copy.</summary>
    private sealed class Places(EventPlace first)
    {
        private EventPlace[] _places = [first];
        private int _count = 1;

        public EventPlace Last => _places[_count - 1];

        public IEnumerable<EventPlace> All => new ArraySegment<EventPlace>(_places, 0, _count);

        public ReadOnlyMemory<EventPlace> Between(long after, long upTo)
        {
            var first = CountUpTo(after);
            return _places.AsMemory(first, Math.Max(0, CountUpTo(upTo) - first));
        }

        public void Add(EventPlace place)
        {
            // At the end, unless somebody has edited a version.
            var at = CountUpTo(place.Version);
            if (at < _count || _count == _places.Length)
            {
                var copy = new EventPlace[2 * _count];
                _places.AsSpan(0, at).CopyTo(copy);
                _places.AsSpan(at, _count - at).CopyTo(copy.AsSpan(at + 1));
                _places = copy;
            }
            _places[at] = place;
            _count++;
        }

        private int CountUpTo(long version)
        {
            var index = _places.AsSpan(0, _count).BinarySearch(new EventPlace(version, long.MaxValue));
            return index < 0 ? ~index : index + 1;
        }
    }
}

/// <summary>Places of an entity's events, in order of version.</summary>
internal readonly record struct EventPlaces(ReadOnlyMemory<EventPlace> Older, ReadOnlyMemory<EventPlace> Younger)
{
    public int Count => Older.Length + Younger.Length;

    public EventPlace this[int index] => index < Older.Length ? Older.Span[index] : Younger.Span[index - Older.Length];
}

/// <summary>An event of an entity, and the position it lies at.</summary>
internal readonly record struct PlacedEvent(long Entity, EventPlace Place);

/// <summary>In order of version.</summary>
internal readonly record struct EventPlace(long Version, long Position) : IComparable<EventPlace>
{
    public int CompareTo(EventPlace other) => Version.CompareTo(other.Version);
}
