namespace Periods.Silo.Postgres;

/// <summary>What a batch can be written on without a look.</summary>
/// <param name="Entities">The numbers of its roots. One that is to be new has none yet, and its place among the new keys instead, counted from -1 down.</param>
/// <param name="NewKeys">In the order of their text.</param>
internal sealed record Ground(long[] Entities, string[] NewKeys)
{
    /// <param name="entities">The numbers that are known, by root; 0 of one that is to be new.</param>
    public static Ground Of(BatchRows rows, long[] entities)
    {
        int[] isNew = [.. Enumerable.Range(0, entities.Length).Where(root => entities[root] == 0)];
        var keys = Array.ConvertAll(isNew, root => rows.Roots[root].Key.ToString());
        Array.Sort(keys, isNew, StringComparer.Ordinal);
        for (var i = 0; i < isNew.Length; i++) entities[isNew[i]] = -1 - i;
        return new(entities, keys);
    }
}
