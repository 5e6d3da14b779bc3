namespace Periods.Silo.Postgres;

/// <summary>What a batch can be written on without a look.</summary>
/// <param name="Entities">The numbers of its roots. One that is to be new has none yet, and its place among the new keys instead, counted from -1 down.</param>
/// <param name="NewKeys">In the order of their text.</param>
internal sealed record Ground(long[] Entities, string[] NewKeys)
{
    /// <param name="entities">The numbers that are known, by root.</param>
    /// <param name="isNew">The other roots.</param>
    public static Ground Of(BatchRows rows, long[] entities, List<int> isNew)
    {
        var keys = new string[isNew.Count];
        var roots = isNew.ToArray();
        for (var i = 0; i < keys.Length; i++) keys[i] = rows.Roots[roots[i]].Key.ToString();
        Array.Sort(keys, roots, StringComparer.Ordinal);
        for (var i = 0; i < roots.Length; i++) entities[roots[i]] = -1 - i;
        return new(entities, keys);
    }
}
