namespace Periods.Grains;

/// <summary>Which of all rows a page has (keyset paging), and whether there are more before and after it.</summary>
internal readonly record struct PageWindow(int First, int End, int Count)
{
    public bool HasBefore => First > 0;

    public bool HasAfter => End < Count;

    /// <summary>As much of the page as has no more text than a page may; one row at least, the one beside the cursor first.</summary>
    /// <param name="text">Characters of a row.</param>
    public PageWindow Fitting(Func<int, int> text, bool backwards)
    {
        var rows = 0;
        for (var length = 0; rows < End - First; rows++)
        {
            length += text(backwards ? End - 1 - rows : First + rows);
            if (rows > 0 && length > Limits.PageTextMax) break;
        }
        return backwards ? this with { First = End - rows } : this with { End = First + rows };
    }

    /// <summary>Going back, the page ends just before the cursor; forward, it begins just after it.</summary>
    /// <param name="beyond">The first row after the cursor, or, going back, the first that is not before it; negative when there is none. Null without a cursor: from the end the direction starts at.</param>
    public static PageWindow Of(int count, int? beyond, int limit, bool backwards)
    {
        var from = beyond ?? (backwards ? count : 0);
        if (from < 0) from = count;
        return backwards ? new(Math.Max(0, from - limit), from, count) : new(from, Math.Min(count, from + limit), count);
    }
}
