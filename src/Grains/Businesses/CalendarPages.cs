using System.Globalization;

namespace Periods.Grains.Businesses;

/// <summary>Pages of the calendar. Keyset paging: a page continues after a period's sort value and id, whatever was created meanwhile.</summary>
public static class CalendarPages
{
    public static PeriodPage Page(BusinessState business, ListPeriods request)
    {
        var all = new List<PeriodView>(business.Calendar.Length);
        var search = string.IsNullOrEmpty(request.Search) ? null : request.Search.ToUpperInvariant();
        foreach (var period in business.Calendar)
            if (IsWanted(period, request, search)) all.Add(period);
        // By date it is ordered already.
        if (request.SortBy == PeriodSort.CreatedAt) all.Sort(static (a, b) => Compare(PeriodCursor.Of(a, PeriodSort.CreatedAt), PeriodCursor.Of(b, PeriodSort.CreatedAt)));
        if (request.Descending) all.Reverse();

        var page = PageWindow.Of(all.Count, request.After is { } cursor ? all.FindIndex(period => IsBeyond(period, cursor, request)) : null, request.Limit, request.Backwards)
            .Fitting(row => Length(all[row].LockReason) + Length(all[row].ReopenReason), request.Backwards);
        return new(all.GetRange(page.First, page.End - page.First), all.Count, page.HasBefore, page.HasAfter);
    }

    private static int Length(string? text) => text?.Length ?? 0;

    /// <param name="search">Folded; null for all.</param>
    private static bool IsWanted(PeriodView period, ListPeriods request, string? search) =>
        (request.Status is null || period.Status == request.Status)
        && (!request.EverClosed || period.ClosedAt is not null)
        && (search is null || Says(period, search));

    private static bool Says(PeriodView period, string search) =>
        Has(period.Status.ToString(), search) || Has(Iso(period.Start), search) || Has(Iso(period.End), search) || Has(period.LockReason, search) || Has(period.ReopenReason, search);

    /// <summary>Whatever the case. Searched once both are folded: without, a text beyond ASCII is compared letter by letter from each of its places, which takes seconds of a long calendar.</summary>
    private static bool Has(string? text, string search)
    {
        if (text is null || text.Length < search.Length) return false;
        Span<char> folded = stackalloc char[Limits.NotesLengthMax];
        if (text.Length > folded.Length) folded = new char[text.Length];
        return folded[..text.AsSpan().ToUpperInvariant(folded)].IndexOf(search, StringComparison.Ordinal) >= 0;
    }

    private static string Iso(DateOnly date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static bool IsBeyond(PeriodView period, PeriodCursor cursor, ListPeriods request)
    {
        var order = Compare(PeriodCursor.Of(period, request.SortBy), cursor);
        if (request.Descending) order = -order;
        return request.Backwards ? order >= 0 : order > 0;
    }

    private static int Compare(PeriodCursor a, PeriodCursor b) => a.Value != b.Value ? a.Value.CompareTo(b.Value) : a.Id.CompareTo(b.Id);
}
