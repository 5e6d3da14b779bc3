using Npgsql;
using Periods.Grains.Journal;

namespace Periods.Silo.Postgres;

/// <summary>Heads as three arrays: entities, versions, hashes.</summary>
internal static class KnownHeadsRow
{
    public static KnownHead[] Read(NpgsqlDataReader row, int first)
    {
        var (entities, versions, hashes) = (row.GetFieldValue<long[]>(first), row.GetFieldValue<long[]>(first + 1), row.GetFieldValue<byte[][]>(first + 2));
        var heads = new KnownHead[entities.Length];
        for (var i = 0; i < heads.Length; i++) heads[i] = new KnownHead(entities[i], new EntityHead(versions[i], hashes[i]));
        return heads;
    }
}
