using Periods.Grains.Closing;

namespace Periods.Grains.Businesses;

/// <summary>What can happen to a business and its calendar. Stored names stand in <see cref="BusinessModel"/>.</summary>
public abstract record BusinessEvent;

public sealed record BusinessCreated(string Name, string TimeZone) : BusinessEvent;

/// <summary>Every open period records it, in the same append.</summary>
public sealed record PolicyChanged(ClosePolicy Policy) : BusinessEvent;

/// <summary>A change of the calendar: the period it concerns records the same thing, in the same append.</summary>
public abstract record CalendarEvent(Guid PeriodId) : BusinessEvent;

public sealed record PeriodCreated(Guid PeriodId, DateOnly Start, DateOnly End) : CalendarEvent(PeriodId);

/// <param name="Skipped">What a forced close passed over; null of a close that had nothing in its way.</param>
public sealed record PeriodClosed(Guid PeriodId, string? Reason, string? Name, Demands? Skipped = null) : CalendarEvent(PeriodId);

public sealed record PeriodLocked(Guid PeriodId, string? Reason) : CalendarEvent(PeriodId);

public sealed record PeriodReopened(Guid PeriodId, string Reason) : CalendarEvent(PeriodId);
