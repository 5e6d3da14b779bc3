using System.Text.Json.Nodes;
using Periods.Grains.Access;
using Periods.Grains.Businesses;
using Periods.Grains.Closing;
using Periods.Grains.Journal;
using Periods.Grains.Posting;

namespace Periods.Grains.Audit;

/// <summary>
/// What the audit log tells of an event. Each change is told once: by the entity that decided it, not by those that record the same fact beside it.
/// </summary>
public sealed class AuditEntries(BusinessModel businesses, UsersModel users, PeriodModel periods, AuditModel audits)
{
    /// <summary>Null when the event is the twin of one that tells it, or nobody's command.</summary>
    public AuditEntry? Of(EntityKey key, JournalEvent recorded) =>
        Told(key, recorded) is not { } told ? null : new(
            new AuditPlace(recorded.OrderedAt, key, recorded.Version), recorded.At, recorded.Actor, recorded.Context.Origin,
            told.Action, told.Entity, told.Id, told.PeriodId,
            recorded.Context.Replaced is { } replaced ? System.Text.Encoding.UTF8.GetString(replaced) : told.Before?.ToJsonString(),
            told.After?.ToJsonString(), told.Reason, told.RefusalCode, recorded.Hash);

    private Telling? Told(EntityKey key, JournalEvent recorded) => key switch
    {
        { Kind: 'b' } => Of(key.Business, businesses.Decode(recorded.Type, recorded.Data)),
        { Kind: 'u' } => Of(users.Decode(recorded.Type, recorded.Data)),
        { Kind: 'a' } => Of(key.Business, audits.Decode(recorded.Type, recorded.Data)),
        { Kind: 'p' } => Of(key.Period, periods.Decode(recorded.Type, recorded.Data), recorded.Context.Replaced),
        _ => null,
    };

    private static Telling Of(Guid business, BusinessEvent happened) => happened switch
    {
        BusinessCreated e => new("create_business", "business", $"{business}", After: new() { ["name"] = e.Name, ["time_zone"] = e.TimeZone }),
        PolicyChanged e => new("set_business_policy", "business", $"{business}", After: BusinessFacts.Policy(e.Policy)),
        PeriodCreated e => OfPeriod("create_period", e, null),
        PeriodClosed e => OfPeriod("close_period", e, e.Reason),
        PeriodLocked e => OfPeriod("lock_period", e, e.Reason),
        PeriodReopened e => OfPeriod("reopen_period", e, e.Reason),
        JournalEntryPosted e => new("create_journal_entry", "journal_entry", $"{e.EntryId}", e.PeriodId, After: EntryFacts(e.Entry)),
        _ => throw Untold(happened),
    };

    private static Telling OfPeriod(string action, CalendarEvent happened, string? reason) =>
        new(action, "period", $"{happened.PeriodId}", happened.PeriodId, BusinessFacts.Made(happened), reason);

    private static Telling? Of(UserEvent happened) => happened switch
    {
        UserAdded e => new("add_business_user", "user", $"{e.UserId}", After: new()
        {
            ["email"] = e.Email, ["first_name"] = e.FirstName, ["last_name"] = e.LastName, ["role"] = Facts.Word(e.Role),
        }),
        TokenIssued e => new("create_token", "token", $"{e.TokenId}", After: new()
        {
            ["user_id"] = e.UserId, ["name"] = e.Name, ["description"] = e.Description, ["token_prefix"] = e.Prefix, ["expires_at"] = Facts.Text(e.ExpiresAt),
        }),
        TokenRevoked e => new("revoke_token", "token", $"{e.TokenId}", Reason: e.Reason),
        // Nobody's command.
        TokenUsed => null,
        _ => throw Untold(happened),
    };

    private static Telling? Of(Guid period, PeriodEvent happened, byte[]? replaced) => happened switch
    {
        // Renewed, it has its id already; that nothing of it was replaced is not written down.
        SignedOff e => new("create_period_sign_off", "sign_off", e.Id?.ToString(), period, PeriodFacts.SignOff(e), Before: e.Id is null ? [] : null),
        SignOffRevoked => new("delete_period_sign_off", "sign_off", null, period),
        StepAcknowledged e => new("acknowledge_checklist_step", "checklist_step", e.StepId, period, PeriodFacts.Acknowledgement(e.Notes, e.Waived is true)),
        AcknowledgementWithdrawn e => new("delete_checklist_step_ack", "checklist_step", e.StepId, period),
        InputsReported e => new("report_close_inputs", "period", $"{period}", period, Only(PeriodFacts.Inputs(e.Inputs), replaced)),
        Opened or Closed or Locked or Reopened or PolicyTaken or EntryPosted => null,
        _ => throw Untold(happened),
    };

    private static Telling Of(Guid business, AuditEvent happened) => happened switch
    {
        CommandRefused e => new(e.Action, e.PeriodId is null ? "business" : "period", $"{e.PeriodId ?? business}", e.PeriodId, RefusalCode: e.Code),
        RefusalsLeftOut e => new("refusals_left_out", "business", $"{business}", After: new() { ["count"] = e.Count }, RefusalCode: "refusals_left_out"),
        _ => throw Untold(happened),
    };

    /// <summary>The lines are many, and the list of entries has them.</summary>
    private static JsonObject EntryFacts(EntryContent entry) => new()
    {
        ["description"] = entry.Description,
        ["datetime"] = entry.Datetime,
        ["posting_date"] = Facts.Text(entry.PostingDate),
        ["amount"] = entry.Lines.Sum(line => line.DebitCredit == DebitCredit.Debit ? line.Amount : 0),
        ["line_count"] = entry.Lines.Count,
    };

    /// <summary>Those facts that were replaced by others; all where that is not known.</summary>
    private static JsonObject Only(JsonObject facts, byte[]? replaced)
    {
        if (replaced is null || JsonNode.Parse(replaced) is not JsonObject before) return facts;
        foreach (var name in facts.Select(fact => fact.Key).ToArray())
            if (!before.ContainsKey(name)) facts.Remove(name);
        return facts;
    }

    private static ArgumentOutOfRangeException Untold(object happened) => new(nameof(happened), happened.GetType().Name, "An event that the audit log does not tell");

    /// <summary>The part of an entry that depends on the kind of event.</summary>
    private sealed record Telling(
        string Action, string Entity, string? Id, Guid? PeriodId = null, JsonObject? After = null, string? Reason = null, string? RefusalCode = null, JsonObject? Before = null);
}
