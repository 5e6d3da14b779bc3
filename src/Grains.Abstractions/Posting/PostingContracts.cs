using Periods.Closing;

namespace Periods.Posting;

/// <summary>
/// Posts a journal entry: accepted when its debits equal its credits and its date lies in no closed or locked period. An id posts once, for ever: with the
/// same content it is answered again, with another one refused.
/// </summary>
/// <param name="IsNewId">The id was made for this command: nobody can have used it, so nobody is asked.</param>
public sealed record PostEntry(Caller Caller, Guid EntryId, bool IsNewId, EntryContent Content) : ICommand;

/// <summary>What a client posts.</summary>
/// <param name="Datetime">As given, in RFC 3339's form, with the offset it was given with, if it was.</param>
/// <param name="PostingDate">The date in <paramref name="Datetime"/>, where the client stood: no time zone moves it.</param>
public sealed record EntryContent(string Description, string Datetime, DateOnly PostingDate, IReadOnlyList<EntryLine> Lines);

/// <param name="LedgerId">The account, as the ledger names it; text, because not every ledger names its accounts by UUIDs.</param>
/// <param name="Amount">Cents, above 0: the side says the sign.</param>
public sealed record EntryLine(string LedgerId, long Amount, DebitCredit DebitCredit, string? Description);

public enum DebitCredit
{
    Debit,
    Credit,
}

/// <summary>What the service adds to a posted entry; the content is known to whoever posts it.</summary>
/// <param name="PeriodId">The period it was posted into; null when the calendar had none on its date.</param>
public sealed record EntryReceipt(Guid EntryId, Guid? PeriodId, Guid PostedBy, DateTimeOffset PostedAt);

/// <param name="Number">Grows with every entry of the business: the order of posting.</param>
public sealed record EntryView(long Number, EntryContent Content, EntryReceipt Receipt);

/// <summary>A page of the entries, by posting date, then in the order of posting.</summary>
/// <param name="From">The first date; null for the first there is.</param>
/// <param name="To">The last date; null for the last there is.</param>
/// <param name="After">The last entry of the page before (or the first of the page after, going back); null from the end the direction starts at.</param>
/// <param name="Counted">Whether to count what lies between the dates.</param>
public sealed record ListEntries(DateOnly? From, DateOnly? To, int Limit, EntryCursor? After, bool Backwards, bool Counted);

/// <summary>The place of an entry in the list.</summary>
public sealed record EntryCursor(DateOnly PostingDate, long Number)
{
    public static EntryCursor Of(EntryView entry) => new(entry.Content.PostingDate, entry.Number);
}

/// <param name="Total">Of all pages between the dates; null unless it was asked for.</param>
public sealed record EntryPage(IReadOnlyList<EntryView> Items, long? Total, bool HasBefore, bool HasAfter);

/// <summary>Whether entries of these dates would be taken now. Advice: a period may close before the entry comes.</summary>
public sealed record CheckPosting(IReadOnlyList<DateOnly> Dates);

/// <summary>One answer per date, in the order of the dates.</summary>
public sealed record PostingChecks(IReadOnlyList<PostingCheck> Items);

/// <param name="BlockedBy">Null when the date is open.</param>
public sealed record PostingCheck(DateOnly Date, PostingBlock? BlockedBy);

/// <summary>The closed or locked period that a date lies in.</summary>
/// <param name="FirstOpen">The first date after it that takes entries; null when there is none before the end of time.</param>
public sealed record PostingBlock(Guid PeriodId, DateOnly Start, DateOnly End, PeriodStatus Status, DateOnly? FirstOpen);
