using Periods.Grains.Posting;

namespace Periods.Grains.Businesses;

/// <summary>How a business follows from its events.</summary>
public static class BusinessFold
{
    public static BusinessState Evolve(BusinessState business, BusinessEvent happened, EventStamp stamp) => happened switch
    {
        BusinessCreated e => business with { Name = e.Name, TimeZone = e.TimeZone, CreatedAt = stamp.At },
        PolicyChanged e => business with { Policy = e.Policy == ClosePolicy.Default ? null : e.Policy },
        PeriodCreated e => business with { Calendar = business.Calendar.Insert(business.Calendar.Count(p => p.Start < e.Start), Open(business, e, stamp)) },
        CalendarEvent e when business.Find(e.PeriodId) is { } period => Replace(business, period, Change(period, e, stamp)),
        JournalEntryPosted e => business with { Postings = Postings.After(business.Postings, e.Entry.PostingDate) },
        _ => throw new ArgumentOutOfRangeException(nameof(happened), happened.GetType().Name, "A business event that does not fold"),
    };

    internal static int LengthOf(PeriodView period) => (period.Name?.Length ?? 0) + (period.LockReason?.Length ?? 0) + (period.ReopenReason?.Length ?? 0);

    private static BusinessState Replace(BusinessState business, PeriodView before, PeriodView after) => business with
    {
        Calendar = business.Calendar.Replace(before, after),
        TextLength = business.TextLength + LengthOf(after) - LengthOf(before),
    };

    private static PeriodView Open(BusinessState business, PeriodCreated e, EventStamp stamp) => new(
        e.PeriodId, business.Id, e.Start, e.End, PeriodStatus.Open, Name: null,
        ClosedAt: null, ClosedBy: null, LockReason: null, ReopenReason: null, ReopenedAt: null, ReopenedBy: null,
        CreatedAt: stamp.At, UpdatedAt: stamp.At);

    /// <summary>One lock_reason serves close and lock (seed); what a close left behind stays after a reopen, as history.</summary>
    private static PeriodView Change(PeriodView period, CalendarEvent happened, EventStamp stamp) => happened switch
    {
        PeriodClosed e => period with
        {
            Status = PeriodStatus.Closed,
            ClosedAt = stamp.At,
            ClosedBy = stamp.Actor,
            LockReason = e.Reason,
            Name = e.Name ?? period.Name,
            UpdatedAt = stamp.At,
            Forced = period.Forced || e.Skipped is not null,
        },
        PeriodLocked e => period with { Status = PeriodStatus.Locked, LockReason = e.Reason ?? period.LockReason, UpdatedAt = stamp.At },
        PeriodReopened e => period with
        {
            Status = PeriodStatus.Open,
            ReopenReason = e.Reason,
            ReopenedAt = stamp.At,
            ReopenedBy = stamp.Actor,
            UpdatedAt = stamp.At,
        },
        _ => throw new ArgumentOutOfRangeException(nameof(happened), happened.GetType().Name, "A calendar event that does not fold"),
    };
}
