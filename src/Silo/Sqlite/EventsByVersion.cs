using Periods.Grains.Journal;

namespace Periods.Silo.Sqlite;

/// <summary>Finds the events of an entity, on one connection: the newest by <see cref="RecentEvents"/>, the others by the index in the file.</summary>
internal sealed class EventsByVersion(SqliteFile file, RecentEvents recent)
{
    // A row that is not what the index says is missing.
    private const string Indexed = "FROM event_index CROSS JOIN event USING (position, entity, version) WHERE entity = ?1";
    private const string Slice = $"SELECT {EventRow.Columns} {Indexed} AND version > ?2 AND version <= ?3 AND position <= ?4 ORDER BY version";

    private const string AtPlace = "FROM event WHERE position = ?1 AND entity = ?2 AND version = ?3";

    private readonly SqliteStatement _entity = file.Prepare("SELECT id FROM entity WHERE key = ?1");
    private readonly SqliteStatement _forth = file.Prepare($"{Slice} LIMIT ?5");
    private readonly SqliteStatement _back = file.Prepare($"{Slice} DESC LIMIT ?5");
    private readonly SqliteStatement _at = file.Prepare($"SELECT {EventRow.Columns} {AtPlace}");
    private readonly SqliteStatement _orderedAt = file.Prepare($"SELECT coalesce(ordered_at, at) {AtPlace}");
    private readonly SqliteStatement _orderedAtHead = file.Prepare($"SELECT coalesce(ordered_at, at) {AtPlace} AND hash = ?4");
    private readonly SqliteStatement _headAt = file.Prepare("SELECT version, hash FROM event WHERE position = ?1");
    private readonly SqliteStatement _head = file.Prepare($"SELECT version, hash {Indexed} ORDER BY version DESC LIMIT 1");
    private readonly SqliteStatement _place = file.Prepare("SELECT position FROM event_index WHERE entity = ?1 AND version = ?2");

    /// <summary>The number of an entity; 0 when it has none.</summary>
    public long NumberOf(EntityKey key) => _entity.BindText(1, key.ToString()).Number() ?? 0;

    public EntityHead HeadOf(long entity)
    {
        using var row = recent.LastOf(entity) is { } last ? _headAt.Bind(1, last.Position).Query() : _head.Bind(1, entity).Query();
        return row.Next() ? new EntityHead(row.Number(0), row.Bytes(1)) : EntityHead.None;
    }

    /// <summary>Null when there is no such event.</summary>
    public long? PositionOf(long entity, long version)
    {
        var (places, _) = recent.Of(entity, version - 1, version);
        return places.Count > 0 ? places[0].Position : _place.Bind(1, entity).Bind(2, version).Number();
    }

    /// <summary>When an event is ordered, in microseconds since 1970; null when there is no such event.</summary>
    public long? OrderedAt(long entity, long version) =>
        PositionOf(entity, version) is { } position ? _orderedAt.Bind(1, position).Bind(2, entity).Bind(3, version).Number() : null;

    /// <summary>When the event at a head is ordered; null when there is none, or another one.</summary>
    public long? OrderedAt(long entity, EntityHead head) =>
        PositionOf(entity, head.Version) is { } position ? _orderedAtHead.Bind(1, position).Bind(2, entity).Bind(3, head.Version).BindBytes(4, head.Hash).Number() : null;

    /// <summary>Those after one version up to another, at most so many, from the first on or from the last.</summary>
    /// <param name="read">Reads a row that has the columns of <see cref="EventRow"/>.</param>
    public List<T> Read<T>(long entity, long after, long upTo, long limit, bool backwards, Func<SqliteStatement.Rows, T> read)
    {
        var (places, indexed) = recent.Of(entity, after, upTo);
        var found = new List<T>();
        if (backwards) ReadPlaces();
        using (var rows = (backwards ? _back : _forth).Bind(1, entity).Bind(2, after).Bind(3, upTo).Bind(4, indexed).Bind(5, limit - found.Count).Query())
            while (rows.Next()) found.Add(read(rows));
        if (!backwards) ReadPlaces();
        return found;

        void ReadPlaces()
        {
            for (var i = 0; i < places.Count && found.Count < limit; i++)
            {
                var (version, position) = places[backwards ? places.Count - 1 - i : i];
                using var row = _at.Bind(1, position).Bind(2, entity).Bind(3, version).Query();
                if (row.Next()) found.Add(read(row));
            }
        }
    }
}
