using System.Text;
using Periods.Grains.Access;
using Periods.Grains.Audit;
using Periods.Grains.Businesses;
using Periods.Grains.Closing;
using Periods.Grains.Posting;
using Periods.Grains.Scoring;

namespace Periods.Grains.Tests.Wire;

/// <summary>What is on disk, to the letter. A change here is a change of old journals: add a new version of the event instead.</summary>
public sealed class StoredText
{
    private static readonly BusinessModel Businesses = new();
    private static readonly PeriodModel Periods = new(new Books());
    private static readonly EntryModel Entries = new();
    private static readonly UsersModel Users = new();
    private static readonly AuditModel Audits = new();
    private static readonly Guid Id = Books.Id(1);

    private static readonly ClosePolicy Policy = new(
        [ReviewRole.Preparer, ReviewRole.Partner], [Books.Cash], SequentialClose: true, AllowFutureEndDates: false, MinScore: 89.5m, SegregationOfDuties: true, StrictScore: true, DropStale: true);

    internal static readonly (object Event, string Text)[] Golden =
    [
        (new BusinessCreated("Acme", "Pacific/Auckland"), """business-created.v1 {"name":"Acme","time_zone":"Pacific/Auckland"}"""),
        (new PeriodCreated(Id, Books.Day("2026-01-01"), Books.Day("2026-01-31")), """period-created.v1 {"start":"2026-01-01","end":"2026-01-31","period_id":"00000000-0000-0000-0000-000000000001"}"""),
        (new PeriodClosed(Id, "month end", "January"), """period-closed.v1 {"reason":"month end","name":"January","period_id":"00000000-0000-0000-0000-000000000001"}"""),
        (new PeriodClosed(Id, null, null), """period-closed.v1 {"period_id":"00000000-0000-0000-0000-000000000001"}"""),
        (new PeriodClosed(Id, "urgent", null, Demands.Steps | Demands.Score), """period-closed.v1 {"reason":"urgent","skipped":"steps, score","period_id":"00000000-0000-0000-0000-000000000001"}"""),
        (new PeriodLocked(Id, "audited"), """period-locked.v1 {"reason":"audited","period_id":"00000000-0000-0000-0000-000000000001"}"""),
        (new PeriodReopened(Id, "late invoice"), """period-reopened.v1 {"reason":"late invoice","period_id":"00000000-0000-0000-0000-000000000001"}"""),
        (new PolicyChanged(Policy), """policy-changed.v1 {"policy":{"required_roles":["preparer","partner"],"required_steps":["cash_review"],"sequential_close":true,"allow_future_end_dates":false,"min_score":89.5,"segregation_of_duties":true,"strict_score":true,"drop_stale":true}}"""),
        (new PolicyChanged(ClosePolicy.Default), """policy-changed.v1 {"policy":{"sequential_close":false,"allow_future_end_dates":true,"segregation_of_duties":false,"strict_score":false,"drop_stale":false}}"""),
        (new Opened(Books.Day("2026-01-01"), Books.Day("2026-01-31")), """opened.v1 {"start":"2026-01-01","end":"2026-01-31"}"""),
        (new Opened(Books.Day("2026-01-01"), Books.Day("2026-01-31"), ClosePolicy.Default), """opened.v1 {"start":"2026-01-01","end":"2026-01-31","policy":{"sequential_close":false,"allow_future_end_dates":true,"segregation_of_duties":false,"strict_score":false,"drop_stale":false}}"""),
        (new Opened(Books.Day("2026-01-01"), Books.Day("2026-01-31"), TimeZone: "Pacific/Auckland"), """opened.v1 {"start":"2026-01-01","end":"2026-01-31","time_zone":"Pacific/Auckland"}"""),
        (new PolicyTaken(Policy), """policy-taken.v1 {"policy":{"required_roles":["preparer","partner"],"required_steps":["cash_review"],"sequential_close":true,"allow_future_end_dates":false,"min_score":89.5,"segregation_of_duties":true,"strict_score":true,"drop_stale":true}}"""),
        (new Closed("urgent", Demands.SignOffs | Demands.Duties), """closed.v1 {"reason":"urgent","skipped":"sign_offs, duties"}"""),
        (new Closed("month end"), """closed.v1 {"reason":"month end"}"""),
        (new Locked("audited"), """locked.v1 {"reason":"audited"}"""),
        (new Reopened("late invoice"), """reopened.v1 {"reason":"late invoice"}"""),
        (new Reopened("late invoice", ClosePolicy.Default), """reopened.v1 {"reason":"late invoice","policy":{"sequential_close":false,"allow_future_end_dates":true,"segregation_of_duties":false,"strict_score":false,"drop_stale":false}}"""),
        (new SignedOff(Id, ReviewRole.Preparer, "seen", 64.8m, "ab12"), """signed-off.v1 {"id":"00000000-0000-0000-0000-000000000001","role":"preparer","notes":"seen","score":64.8,"state_hash":"ab12"}"""),
        (new SignedOff(null, ReviewRole.Preparer, null, 64.8m, null), """signed-off.v1 {"role":"preparer","score":64.8}"""),
        (new SignOffRevoked(ReviewRole.Partner), """sign-off-revoked.v1 {"role":"partner"}"""),
        (new StepAcknowledged(Id, "cash_review", "ok"), """step-acknowledged.v1 {"id":"00000000-0000-0000-0000-000000000001","step_id":"cash_review","notes":"ok"}"""),
        (new StepAcknowledged(Id, "cash_review", "none", true), """step-acknowledged.v1 {"id":"00000000-0000-0000-0000-000000000001","step_id":"cash_review","notes":"none","waived":true}"""),
        (new AcknowledgementWithdrawn("cash_review"), """acknowledgement-withdrawn.v1 {"step_id":"cash_review"}"""),
        (new InputsReported(CloseInputs.None), """inputs-reported.v1 {"inputs":{}}"""),
        (new InputsReported(new(200, 50, 20, new(Required: 4, Completed: 3), new(High: 1, Medium: 2, Low: 3))), """inputs-reported.v1 {"inputs":{"transaction_count":200,"unreviewed_count":50,"uncategorized_count":20,"reconciliations":{"required":4,"completed":3},"anomalies":{"high":1,"medium":2,"low":3}}}"""),
        (new JournalEntryPosted(Id, Books.January, Books.Rent("2026-01-31", description: "Miete")), """journal-entry-posted.v1 {"entry_id":"00000000-0000-0000-0000-000000000001","period_id":"00000000-0000-0000-0000-000000000101","entry":{"description":"Miete","datetime":"2026-01-31T09:00:00Z","posting_date":"2026-01-31","lines":[{"ledger_id":"6100","amount":100,"debit_credit":"debit"},{"ledger_id":"1000","amount":100,"debit_credit":"credit","description":"bank"}]}}"""),
        (new EntryPosted(Id, "ab12"), """entry-posted.v1 {"entry_id":"00000000-0000-0000-0000-000000000001","content_hash":"ab12"}"""),
        (new Posted("ab12", Books.January), """posted.v1 {"content_hash":"ab12","period_id":"00000000-0000-0000-0000-000000000101"}"""),
        (new Posted("ab12", null), """posted.v1 {"content_hash":"ab12"}"""),
        (new UserAdded(Id, "ann@acme", "Ann", "Lee", BusinessRole.Owner), """user-added.v1 {"user_id":"00000000-0000-0000-0000-000000000001","email":"ann@acme","first_name":"Ann","last_name":"Lee","role":"owner"}"""),
        (new TokenIssued(Id, Books.Ann, "ci", "builds", "dz_1", new TokenHash(255).ToString(), Books.At("2027-01-01T00:00:00.000001Z")), """token-issued.v1 {"token_id":"00000000-0000-0000-0000-000000000001","user_id":"00000000-0000-0000-0000-00000000000a","name":"ci","description":"builds","prefix":"dz_1","hash":"000000000000000000000000000000ff","expires_at":"2027-01-01T00:00:00.000001+00:00"}"""),
        (new TokenRevoked(Id), """token-revoked.v1 {"token_id":"00000000-0000-0000-0000-000000000001"}"""),
        (new TokenRevoked(Id, "leaked"), """token-revoked.v1 {"token_id":"00000000-0000-0000-0000-000000000001","reason":"leaked"}"""),
        (new TokenUsed(Id, Books.At("2026-02-01T00:00:00.000001Z")), """token-used.v1 {"token_id":"00000000-0000-0000-0000-000000000001","at":"2026-02-01T00:00:00.000001+00:00"}"""),
        (new CommandRefused("close_period", "period_already_closed", null), """command-refused.v1 {"action":"close_period","code":"period_already_closed"}"""),
        (new CommandRefused("lock_period", "period_not_closed", Id), """command-refused.v1 {"action":"lock_period","code":"period_not_closed","period_id":"00000000-0000-0000-0000-000000000001"}"""),
        (new RefusalsLeftOut(12), """refusals-left-out.v1 {"count":12}"""),
    ];

    public static TheoryData<int, string> Texts
    {
        get
        {
            var data = new TheoryData<int, string>();
            for (var i = 0; i < Golden.Length; i++) data.Add(i, Golden[i].Text);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Texts))]
    public void Each_event_is_stored_as_ever_and_read_back(int index, string text)
    {
        var happened = Golden[index].Event;

        var (stored, back) = happened switch
        {
            BusinessEvent e => RoundTrip(Businesses, e),
            PeriodEvent e => RoundTrip(Periods, e),
            EntryEvent e => RoundTrip(Entries, e),
            AuditEvent e => RoundTrip(Audits, e),
            _ => RoundTrip(Users, (UserEvent)happened),
        };

        Assert.Equal(text, stored);
        Assert.Equal(happened, back);
    }

    [Fact]
    public void Every_event_has_a_golden_text()
    {
        Type[] kinds = [typeof(BusinessEvent), typeof(PeriodEvent), typeof(EntryEvent), typeof(UserEvent), typeof(AuditEvent)];
        var events = typeof(PeriodModel).Assembly.GetTypes().Where(t => !t.IsAbstract && kinds.Any(kind => kind.IsAssignableFrom(t)));

        Assert.Equal(events.OrderBy(t => t.FullName), Golden.Select(g => g.Event.GetType()).Distinct().OrderBy(t => t.FullName));
    }

    [Fact]
    public void Stored_names_are_ours_and_no_two_are_the_same()
    {
        var names = Golden.Select(g => (Name: g.Text.Split(' ')[0], Type: g.Event.GetType())).Distinct().ToArray();

        Assert.All(names, n => Assert.Matches("^[a-z]+(-[a-z]+)*\\.v[1-9]$", n.Name));
        Assert.Equal(names.Length, names.Select(n => n.Name).Distinct().Count());
    }

    private static (string, object) RoundTrip<TState, TEvent>(EntityModel<TState, TEvent> model, TEvent happened)
        where TState : class
        where TEvent : class
    {
        var data = model.Encode(happened);
        return ($"{model.NameOf(happened)} {Encoding.UTF8.GetString(data)}", model.Decode(model.NameOf(happened), data));
    }
}
