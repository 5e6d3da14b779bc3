using System.Globalization;

namespace Periods.Grains.Businesses;

/// <summary>Pages of the calendar. Keyset paging: a page continues after a period's sort value and id, whatever was created meanwhile.</summary>
public static class CalendarPages
{
    public static PeriodPage Page(BusinessState business, ListPeriods request)
    {
        var all = new List<PeriodView>(business.Calendar.Length);
        foreach (var period in business.Calendar)
            if (IsWanted(period, request)) all.Add(period);
        // By date it is ordered already.
        if (request.SortBy == PeriodSort.CreatedAt) all.Sort(static (a, b) => Compare(PeriodCursor.Of(a, PeriodSort.CreatedAt), PeriodCursor.Of(b, PeriodSort.CreatedAt)));
        if (request.Descending) all.Reverse();

        var page = PageWindow.Of(all.Count, request.After is { } cursor ? all.FindIndex(period => IsBeyond(period, cursor, request)) : null, request.Limit, request.Backwards);
        return new(all.GetRange(page.First, page.End - page.First), all.Count, page.HasBefore, page.HasAfter);
    }

    private static bool IsWanted(PeriodView period, ListPeriods request) =>
        (request.Status is null || period.Status == request.Status)
        && (!request.EverClosed || period.ClosedAt is not null)
        && (string.IsNullOrEmpty(request.Search) || Says(period, request.Search));

    private static bool Says(PeriodView period, string search)
    {
        return Has(period.Status.ToString()) || Has(Iso(period.Start)) || Has(Iso(period.End)) || Has(period.LockReason) || Has(period.ReopenReason);

        bool Has(string? text) => text?.Contains(search, StringComparison.OrdinalIgnoreCase) == true;
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
