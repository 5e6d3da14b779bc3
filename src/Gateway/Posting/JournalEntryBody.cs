using Periods.Gateway.Api;
using Periods.Posting;

namespace Periods.Gateway.Posting;

/// <summary>An entry, as it was sent, and what the service added.</summary>
/// <param name="Datetime">In the offset it was sent with, if it was.</param>
internal sealed record JournalEntryBody(
    Guid Id,
    Guid BusinessId,
    string Description,
    string Datetime,
    string PostingDate,
    Guid? PeriodId,
    IReadOnlyList<LineEntryBody> LineEntries,
    Guid PostedByUserId,
    string CreatedAt)
{
    public static JournalEntryBody Of(Guid businessId, EntryContent content, EntryReceipt receipt) => new(
        receipt.EntryId, businessId, content.Description, content.Datetime, WireText.Of(content.PostingDate), receipt.PeriodId,
        [.. content.Lines.Select(LineEntryBody.Of)], receipt.PostedBy, WireText.Of(receipt.PostedAt));
}

/// <inheritdoc cref="EntryLine"/>
internal sealed record LineEntryBody(string LedgerId, long Amount, string DebitCredit, string? Description)
{
    public static LineEntryBody Of(EntryLine line) => new(line.LedgerId, line.Amount, WireText.Of(line.DebitCredit), line.Description);
}
