using System.Globalization;

namespace Periods.Grains.Businesses;

/// <summary>Pages of the calendar. Keyset paging: a page continues after a period's sort value and id, whatever was created meanwhile.</summary>
public static class CalendarPages
{
    public static PeriodPage Page(BusinessState business, ListPeriods request)
    {
        var all = business.Calendar
            .Where(p => request.Status is null || p.Status == request.Status)
            .Where(p => !request.EverClosed || p.ClosedAt is not null)
            .Where(p => string.IsNullOrEmpty(request.Search) || Says(p, request.Search))
            .Select(p => (Period: p, Place: PeriodCursor.Of(p, request.SortBy)))
            .ToArray();
        Array.Sort(all, (a, b) => request.Descending ? Compare(b.Place, a.Place) : Compare(a.Place, b.Place));

        // Going back, the page ends just before the cursor; forward, it begins just after it.
        var from = request.After is { } cursor ? Array.FindIndex(all, row => IsBeyond(row.Place, cursor, request)) : request.Backwards ? all.Length : 0;
        if (from < 0) from = all.Length;
        var (first, end) = request.Backwards ? (Math.Max(0, from - request.Limit), from) : (from, Math.Min(all.Length, from + request.Limit));
        return new([.. all[first..end].Select(row => row.Period)], all.Length, first > 0, end < all.Length);
    }

    private static bool Says(PeriodView period, string search)
    {
        return Has(period.Status.ToString()) || Has(Iso(period.Start)) || Has(Iso(period.End)) || Has(period.LockReason) || Has(period.ReopenReason);

        bool Has(string? text) => text?.Contains(search, StringComparison.OrdinalIgnoreCase) == true;
    }

    private static string Iso(DateOnly date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static bool IsBeyond(PeriodCursor place, PeriodCursor cursor, ListPeriods request)
    {
        var order = request.Descending ? Compare(cursor, place) : Compare(place, cursor);
        return request.Backwards ? order >= 0 : order > 0;
    }

    private static int Compare(PeriodCursor a, PeriodCursor b) => a.Value != b.Value ? a.Value.CompareTo(b.Value) : a.Id.CompareTo(b.Id);
}
