namespace Periods.Grains.Journal;

/// <summary>
/// Journal entries: events of a business that are also read by a date in their data. Each journal has an index over exactly these, computed from the
/// data, so that the two cannot disagree.
/// </summary>
public static class DatedEvents
{
    public const string Type = "journal-entry-posted.v1";

    /// <summary>Where the date, <c>yyyy-MM-dd</c>, stands in the data.</summary>
    public static readonly string[] DatePath = ["entry", "posting_date"];
}

/// <summary>Part of an entity's journal entries, by date, then by version.</summary>
/// <param name="From">The first date.</param>
/// <param name="To">The last date.</param>
/// <param name="Limit">Events on a page; fewer when they are large (<see cref="Limits.EntryPageBytesMax"/>), one at least.</param>
/// <param name="After">Only what comes after this place; read backwards: before it.</param>
/// <param name="Backwards">From the last to the first.</param>
/// <param name="Counted">Whether to count what lies between the dates.</param>
public sealed record DatedQuery(DateOnly From, DateOnly To, int Limit, DatedPlace? After, bool Backwards, bool Counted)
{
    /// <summary>What comes first lies beyond this place: the dates and <see cref="After"/> in one.</summary>
    public DatedPlace Beyond
    {
        get
        {
            var edge = Backwards ? new DatedPlace(To, long.MaxValue) : new DatedPlace(From, 0);
            return After is { } after && (Backwards ? after.Date <= To : after.Date >= From) ? after : edge;
        }
    }
}

public readonly record struct DatedPlace(DateOnly Date, long Version);

/// <param name="Events">In the order they were read in.</param>
/// <param name="HasMore">Whether more follow that way.</param>
/// <param name="Total">Between the dates; null unless it was asked for.</param>
public sealed record DatedPage(IReadOnlyList<JournalEvent> Events, bool HasMore, long? Total);

/// <summary>Gathers a page, row by row, up to its limits.</summary>
public sealed class DatedPageBuilder(DatedQuery query)
{
    private readonly List<JournalEvent> _events = [];
    private long _bytes;
    private bool _hasMore;

    /// <summary>False when the page is full; then no more rows are needed.</summary>
    public bool Add(JournalEvent e)
    {
        _bytes += e.Data.Length;
        _hasMore = _events.Count == query.Limit || _events.Count > 0 && _bytes > Limits.EntryPageBytesMax;
        if (!_hasMore) _events.Add(e);
        return !_hasMore;
    }

    public DatedPage Page(long? total) => new(_events, _hasMore, total);
}
