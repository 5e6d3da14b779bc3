using System.Runtime.CompilerServices;
using Periods.Grains.Journal;

namespace Periods.Silo.Journals;

/// <summary>Reads the rows of an entity page by page.</summary>
internal static class RowPages
{
    /// <param name="read">A page of the rows after a version.</param>
    /// <param name="size">A page with fewer rows is the last.</param>
    public static async IAsyncEnumerable<EntityRow> Read(Func<long, Task<List<EntityRow>>> read, int size, [EnumeratorCancellation] CancellationToken stop)
    {
        // An edited version may be any number.
        var after = long.MinValue;
        while (true)
        {
            stop.ThrowIfCancellationRequested();
            var page = await read(after);
            foreach (var row in page) yield return row;
            if (page.Count < size) yield break;
            after = page[^1].Version;
        }
    }
}
