using Periods.Closing;

namespace Periods.Businesses;

/// <param name="TimeZone">An IANA name; "today" of the business is a date in this zone.</param>
public sealed record CreateBusiness(Caller Caller, string Name, string TimeZone) : ICommand;

public sealed record BusinessView(Guid Id, string Name, string TimeZone, DateTimeOffset CreatedAt);

/// <summary>Adds an open period to the calendar; refused when it overlaps another.</summary>
public sealed record CreatePeriod(Caller Caller, Guid PeriodId, DateOnly Start, DateOnly End) : ICommand;

/// <summary>
/// Closes the period with this end date. When the calendar has none it is created: from the day after the last period's end,
/// or, for the first ever, from the earliest entry's date, or from the first day of the month when there is none up to the end.
/// </summary>
/// <param name="NewPeriodId">The id of the period, should it have to be created.</param>
/// <param name="Ordered">The Zenskar dialect's rule: earlier periods first, and no end date in the future.</param>
/// <param name="Force">Closes in spite of what the policy demands. Whatever is passed over needs a reason, and shows on the period for ever.</param>
public sealed record ClosePeriod(
    Caller Caller, Guid NewPeriodId, DateOnly End, string? Reason, string? Name, bool Ordered, bool Force = false, Expectation? Expected = null) : IConditional;

/// <summary>Locks a closed period.</summary>
public sealed record LockPeriod(Caller Caller, Guid PeriodId, string? Reason, Expectation? Expected = null) : IConditional;

/// <summary>
/// Locks many periods at once; an open one is closed first, by force where the policy demands more. What cannot be locked is passed over, the rest is locked all the same.
/// </summary>
/// <param name="PeriodIds">1 to <see cref="Limits.BulkLockPeriodsMax"/>.</param>
public sealed record BulkLockPeriods(Caller Caller, IReadOnlyList<Guid> PeriodIds, string Reason) : ICommand;

/// <summary>Each period named, in the order named: locked, or passed over.</summary>
public sealed record BulkLockResult(IReadOnlyList<Guid> Locked, IReadOnlyList<SkippedPeriod> Skipped);

/// <param name="Reason">What locking it alone would have been refused for.</param>
public sealed record SkippedPeriod(Guid PeriodId, RefusalCode Reason);

/// <summary>Opens a closed or locked period again.</summary>
public sealed record ReopenPeriod(Caller Caller, Guid PeriodId, string Reason, Expectation? Expected = null) : IConditional;

/// <summary>A page of the calendar.</summary>
/// <param name="Status">Only these; null for all.</param>
/// <param name="SortBy">What orders the page; the period id breaks ties.</param>
/// <param name="After">The last period of the page before (or the first of the page after, going back); null from the end the direction starts at.</param>
/// <param name="EverClosed">Only those that were closed at least once, reopened since or not.</param>
/// <param name="Search">Only those with this text in status, dates or reasons, in any case.</param>
public sealed record ListPeriods(
    PeriodStatus? Status, PeriodSort SortBy, bool Descending, int Limit, PeriodCursor? After, bool Backwards, bool EverClosed = false, string? Search = null);

public enum PeriodSort
{
    CreatedAt,
    PeriodStart,
    PeriodEnd,
}

/// <summary>A place in an ordered calendar: after (or before) the period with this sort value and id.</summary>
/// <param name="Value">Ticks or day number of the sorted field.</param>
public readonly record struct PeriodCursor(long Value, Guid Id)
{
    public static PeriodCursor Of(PeriodView period, PeriodSort sortBy) => new(
        sortBy switch
        {
            PeriodSort.PeriodStart => period.Start.DayNumber,
            PeriodSort.PeriodEnd => period.End.DayNumber,
            _ => period.CreatedAt.UtcTicks,
        },
        period.Id);
}

/// <param name="Total">Of all pages under the same filter.</param>
public sealed record PeriodPage(IReadOnlyList<PeriodView> Items, int Total, bool HasBefore, bool HasAfter);
