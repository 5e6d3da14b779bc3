using Periods.Gateway.Access;
using Periods.Gateway.Api;
using Periods.Gateway.Validation;
using Periods.Posting;

namespace Periods.Gateway.Posting;

/// <summary>Journal entries of a business: the gate that a close shuts (contract §a.4).</summary>
internal static class JournalEntryEndpoints
{
    private static readonly Choices<DebitCredit> Sides = new(("debit", DebitCredit.Debit), ("credit", DebitCredit.Credit));

    /// <summary>An entry is posted on the date that stands in <c>datetime</c>, whatever its offset. What the client sent is answered with what the service added.</summary>
    public static readonly Operation Post = Operation.Post(
        "/api/v1/journal-entries", "create_journal_entry_api_v1_journal_entries_post", Permission.Review, call =>
        {
            PostEntry? command = null;
            return call.Handle(
                call => command = Read(call),
                static (call, command) => call.Posting.Post(command),
                StatusCodes.Status201Created, receipt => JournalEntryBody.Of(command!.Caller.BusinessId, command.Content, receipt), WireJson.Default.JournalEntryBody);
        });

    public static readonly Operation List = Operation.Get(
        "/api/v1/journal-entries", "list_journal_entries_api_v1_journal_entries_get", Permission.Read, JournalEntryListing.Run) with { ReadsHistory = true };

    private static PostEntry Read(Call call)
    {
        var body = call.Body;
        var given = body.OptionalNewId("id", of: "journal entry");
        var description = body.Text("description", 1, Limits.NotesLengthMax);
        var at = body.DateTime("datetime");
        var lines = body.Objects("line_entries", Limits.EntryLinesMin, Limits.EntryLinesMax, Line).ToArray();
        return new PostEntry(call.Caller, given ?? Guid.NewGuid(), IsNewId: given is null, new EntryContent(description, at.Text, at.Date, lines));
    }

    private static EntryLine Line(Fields line) => new(
        line.Text("ledger_id", 1, Limits.NameLengthMax),
        line.Integer("amount", 1, Limits.EntryAmountMax),
        line.Choice("debit_credit", Sides),
        line.OptionalText("description", Limits.NameLengthMax));
}
