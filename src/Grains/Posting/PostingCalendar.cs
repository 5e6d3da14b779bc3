using Periods.Grains.Businesses;

namespace Periods.Grains.Posting;

/// <summary>What the calendar says of a date. A date outside all periods is open: only a period closes.</summary>
public static class PostingCalendar
{
    public static PeriodView? PeriodOn(BusinessState business, DateOnly date) =>
        IndexOn(business.Calendar, date) is var at and >= 0 ? business.Calendar[at] : null;

    /// <summary>The closed or locked period that the date lies in; null when there is none.</summary>
    public static PostingBlock? BlockOn(BusinessState business, DateOnly date)
    {
        var at = IndexOn(business.Calendar, date);
        if (at < 0 || business.Calendar[at] is not { Status: not PeriodStatus.Open } period) return null;
        return new(period.Id, period.Start, period.End, period.Status, FirstOpenAfter(business.Calendar, at));
    }

    /// <summary>Negative when the date lies in no period. The calendar is ordered, and no two periods overlap.</summary>
    private static int IndexOn(ImmutableArray<PeriodView> calendar, DateOnly date)
    {
        var (low, high) = (0, calendar.Length - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            if (calendar[middle].End < date) low = middle + 1;
            else if (calendar[middle].Start > date) high = middle - 1;
            else return middle;
        }
        return -1;
    }

    private static DateOnly? FirstOpenAfter(ImmutableArray<PeriodView> calendar, int at)
    {
        while (calendar[at].End < DateOnly.MaxValue)
        {
            var next = calendar[at].End.AddDays(1);
            at++;
            if (at == calendar.Length || calendar[at].Start > next || calendar[at].Status == PeriodStatus.Open) return next;
        }
        return null;
    }
}
