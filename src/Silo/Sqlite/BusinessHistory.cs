using Periods.Grains.Journal;

namespace Periods.Silo.Sqlite;

/// <summary>Reads the entities of a business side by side.</summary>
internal sealed class BusinessHistory(SqliteFile file)
{
    private const string OfSlice = $"SELECT {EventRow.Columns} FROM event WHERE entity = (SELECT id FROM entity WHERE key = ?1) AND version > ?2 AND version <= ?3 ORDER BY version";

    private readonly SqliteStatement _entities = file.Prepare("""
        SELECT id, key FROM entity WHERE key IN (?1, ?2, ?3) UNION ALL SELECT id, key FROM entity WHERE key > ?4 AND key < ?5
        """);
    private readonly SqliteStatement _last = file.Prepare("SELECT version FROM event WHERE entity = ?1 ORDER BY version DESC LIMIT 1");
    private readonly SqliteStatement _orderedAt = file.Prepare("SELECT coalesce(ordered_at, at) FROM event WHERE entity = ?1 AND version = ?2");
    private readonly SqliteStatement _forth = file.Prepare($"{OfSlice} LIMIT ?4");
    private readonly SqliteStatement _back = file.Prepare($"{OfSlice} DESC LIMIT ?4");

    public IReadOnlyList<EntityProgress> Progress(Guid business, IReadOnlyList<DateTimeOffset> times)
    {
        var progress = new List<EntityProgress>();
        foreach (var (id, key) in EntitiesOf(business))
            if (Number(_last.Bind(1, id)) is { } last) progress.Add(new(key, [.. times.Select(time => VersionAt(id, last, time))]));
        return progress;
    }

    public IReadOnlyList<JournalEvent> Slice(VersionSlice slice, int limit, bool backwards)
    {
        var events = new List<JournalEvent>();
        using var rows = (backwards ? _back : _forth).BindText(1, slice.Key.ToString()).Bind(2, slice.After).Bind(3, slice.UpTo).Bind(4, limit).Query();
        while (rows.Next()) events.Add(EventRow.Read(rows, 0));
        return events;
    }

    private List<(long Id, EntityKey Key)> EntitiesOf(Guid business)
    {
        var (after, before) = EntityKey.PeriodsOf(business);
        var entities = new List<(long, EntityKey)>();
        using var rows = _entities
            .BindText(1, EntityKey.ForBusiness(business).ToString())
            .BindText(2, EntityKey.ForUsers(business).ToString())
            .BindText(3, EntityKey.ForRefusals(business).ToString())
            .BindText(4, after).BindText(5, before).Query();
        while (rows.Next()) entities.Add((rows.Number(0), EntityKey.Parse(rows.Text(1))));
        return entities;
    }

    /// <summary>Versions are dense and the order of time follows them: halving finds the place, and no append pays for an index on time.</summary>
    private long VersionAt(long entity, long last, DateTimeOffset time)
    {
        var (low, high, middle) = (0L, last, last);
        while (low < high)
        {
            if (Number(_orderedAt.Bind(1, entity).Bind(2, middle)) <= Microseconds.Of(time)) low = middle;
            else high = middle - 1;
            middle = (low + high + 1) / 2;
        }
        return low;
    }

    private static long? Number(SqliteStatement statement)
    {
        using var row = statement.Query();
        return row.Next() ? row.Number(0) : null;
    }
}
