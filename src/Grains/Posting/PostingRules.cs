using Periods.Grains.Businesses;

namespace Periods.Grains.Posting;

/// <summary>Whether an entry is taken: decided by the business, whose calendar says which dates are open.</summary>
public static class PostingRules
{
    /// <param name="entry">What is known of the entry's id.</param>
    /// <param name="contentHash">Of the entry to be posted.</param>
    public static Decision<JournalEntryPosted> Post(BusinessState business, EntryState entry, PostEntry command, string contentHash)
    {
        if (!business.Exists) return RefusalCode.BusinessNotFound;
        if (!IsBalanced(command.Content.Lines)) return RefusalCode.EntryNotBalanced;
        // An entry that was taken stays so: its retry is answered also after its period closed.
        if (entry.ContentHash is { } known) return known == contentHash ? Decision<JournalEntryPosted>.AlreadyDone : RefusalCode.JournalEntryExists;
        if (PostingCalendar.BlockOn(business, command.Content.PostingDate) is { } block)
            return new Refusal(block.Status == PeriodStatus.Locked ? RefusalCode.PeriodLocked : RefusalCode.PeriodClosed, BlockedBy: block);
        return new JournalEntryPosted(command.EntryId, PostingCalendar.PeriodOn(business, command.Content.PostingDate)?.Id, command.Content);
    }

    private static bool IsBalanced(IReadOnlyList<EntryLine> lines) => lines.Sum(line => line.DebitCredit == DebitCredit.Debit ? line.Amount : -line.Amount) == 0;
}
