using Periods.Grains.Journal;

namespace Periods.Silo.Sqlite;

/// <summary>Reads the entities of a business side by side.</summary>
internal sealed class BusinessHistory(SqliteFile file, EventsByVersion events)
{
    private readonly SqliteStatement _entities = file.Prepare("""
        SELECT id, key FROM entity WHERE key IN (?1, ?2, ?3) UNION ALL SELECT id, key FROM entity WHERE key > ?4 AND key < ?5
        """);

    public IReadOnlyList<EntityProgress> Progress(Guid business, IReadOnlyList<DateTimeOffset> times)
    {
        var progress = new List<EntityProgress>();
        foreach (var (id, key) in EntitiesOf(business))
            if (events.HeadOf(id).Version is > 0 and var last) progress.Add(new(key, [.. times.Select(time => VersionAt(id, last, time))]));
        return progress;
    }

    public IReadOnlyList<JournalEvent> Slice(VersionSlice slice, int limit, bool backwards) =>
        events.Read(events.NumberOf(slice.Key), slice.After, slice.UpTo, limit, backwards, static row => EventRow.Read(row, 0));

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
            if (events.OrderedAt(entity, middle) <= Microseconds.Of(time)) low = middle;
            else high = middle - 1;
            middle = (low + high + 1) / 2;
        }
        return low;
    }
}
