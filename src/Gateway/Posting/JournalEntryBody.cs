using Periods.Posting;

namespace Periods.Gateway.Posting;

/// <summary>An entry, as it was sent, and what the service added.</summary>
/// <param name="Datetime">In the offset it was sent with, if it was.</param>
internal sealed record JournalEntryBody(
    Guid Id,
    Guid BusinessId,
    string Description,
    string Datetime,
    DateOnly PostingDate,
    Guid? PeriodId,
    IReadOnlyList<EntryLine> LineEntries,
    Guid PostedByUserId,
    DateTimeOffset CreatedAt)
{
    public static JournalEntryBody Of(Guid businessId, EntryContent content, EntryReceipt receipt) => new(
        receipt.EntryId, businessId, content.Description, content.Datetime, content.PostingDate, receipt.PeriodId, content.Lines, receipt.PostedBy, receipt.PostedAt);
}
