using Periods.Simulation.Tests.Model.Playing;
using Periods.Simulation.Tests.Model.Steps;

namespace Periods.Simulation.Tests.Model.Rules;

/// <summary>
/// The contract as plain books in memory, written from the contract; every answer is computed before it is compared. What may be answered stands here by rank: who calls,
/// what is malformed, a key that is known, what is not there, a condition, and then the rules of each area.
/// </summary>
internal sealed class Ledger
{
    private readonly Books _books;
    private readonly AccessRules _access;
    private readonly CalendarRules _calendar;
    private readonly CloseRules _closes;
    private readonly ReviewRules _reviews;
    private readonly ScoreRules _scores;
    private readonly PostingRules _posting;
    private readonly Retries _retries;

    public Ledger(Books books)
    {
        (_books, _access, _calendar, _reviews, _scores, _posting, _retries) = (books, new(books), new(books), new(books), new(books), new(books), new(books.Business));
        _closes = new(books, _calendar);
    }

    /// <summary>What another business's log has to say of who belongs to it.</summary>
    public required Trail Outside { get; init; }

    public bool Remembers(Call call) => _retries.Has(call);

    /// <param name="answer">What the service said: of it only what it chose by itself is believed, and what it is to say again.</param>
    public Expected Play(Call call, Answer answer)
    {
        var (step, by) = (call.Step, call.By);
        if (Right.Bar(step, by) is { } barred)
        {
            if (Right.IsKeptThough(step, by, barred)) (by.Who == Step.Outsider ? Outside : _books.Trail).Refuse(by, Right.Of(step).Action, call.Sent.Period, barred.Code!);
            return barred;
        }
        if (Malformed(step) is { } malformed) return malformed;

        var recalled = _retries.Recall(call);
        var period = About(step);
        var expected = recalled ?? Missing(step, period, by) ?? Conditions.Judge(step, period) ?? Decide(call, period, answer);
        if (expected.Code is { } refused && Right.Of(step).IsCommand && step is not Step.CreateBusiness) _books.Trail.Refuse(by, Right.Of(step).Action, call.Sent.Period, refused);
        if (recalled is null) _retries.Remember(call, answer);
        return expected;
    }

    /// <summary>The period that a step is about; null where there is none, or none yet.</summary>
    public Period? About(Step step) => step switch
    {
        Step.InPeriod s => _books.Find(s.Period),
        Step.Close s => _books.EndingOn(End(s.Span)),
        Step.ZenskarClose s => _books.EndingOn(End(s.Span)),
        _ => null,
    };

    private static DateOnly End(int span) => Step.Spans[span].End;

    private static Expected? Malformed(Step step) => step switch
    {
        Step.SignOff s when !Policy.Reviewers.Contains(s.Role) => new(422, "enum"),
        Step.Revoke s when !Policy.Reviewers.Contains(s.Role) => new(422, "enum"),
        Step.Acknowledge { Waived: true, Notes: null } => new(422, "string_type"),
        _ => null,
    };

    private Expected? Missing(Step step, Period? period, Sender by) => step switch
    {
        Step.InPeriod when period is null => new(404, "period_not_found"),
        Step.ZenskarGet when period!.ClosedBy is null => new(404, "period_not_found"),
        Step.Revoke s when ReviewRules.Find(period!, by, s.Role) is null => new(404, "sign_off_not_found"),
        Step.Acknowledge s when !period!.Policy.Checklist.Contains(s.StepId) => new(404, "checklist_step_not_found"),
        Step.Withdraw s when !period!.Acks.ContainsKey(s.StepId) => new(404, "checklist_step_not_found"),
        Step.IssueToken s when _books.Staff.Find(s.For) is null => new(404, "user_not_found"),
        Step.RevokeToken s when _access.Find(s, by) is null => new(404, "token_not_found"),
        _ => null,
    };

    private Expected Decide(Call call, Period? period, Answer answer)
    {
        var by = call.By;
        Chosen Chosen() => answer.Code is null ? new(answer) : throw new Difference(call.Step, "that it is taken", answer);
        Guid NewId() => Chosen().Id;
        return call.Step switch
        {
            Step.CreateBusiness s => s.Taken ? new(409, "business_already_exists") : new(201),
            Step.AddUser s => _access.AddUser(s, by, NewId),
            Step.IssueToken s => _access.IssueToken(s, by, Chosen),
            Step.ListTokens => _access.ListTokens(by),
            Step.RevokeToken s => _access.RevokeToken(s, by),
            Step.AuditLog => new(200),
            Step.VerifyAudit => new(200, Fields: new() { ["period_id"] = $"{period!.Id}", ["valid"] = true, ["events"] = period.Changes, ["first_bad_version"] = null }),
            Step.SetPolicy s => _calendar.SetPolicy(Policy.All[s.Number], by),
            Step.GetPolicy => new(200, Fields: _books.Policy.Shown),
            Step.Create s => _calendar.Create(s, by, NewId),
            Step.List s => _calendar.List(s),
            Step.Get => new(200, Fields: period!.Shown, Tagged: period),
            Step.Lock s => _calendar.Lock(period!, by, s.Reason),
            Step.Reopen s => _calendar.Reopen(period!, by, s.Reason),
            Step.ZenskarGet => new(200, Fields: _calendar.ShowZenskar(period!), Tagged: period),
            Step.ZenskarList => _calendar.ZenskarList(),
            Step.Close s => _closes.Close(by, End(s.Span), s.Reason, null, zenskar: false, s.Force, NewId),
            Step.ZenskarClose s => _closes.Close(by, End(s.Span), null, s.Name, zenskar: true, force: false, NewId),
            Step.Validate s => _closes.Validate(End(s.Span)),
            Step.BulkLock s => _closes.BulkLock(by, [.. s.Periods.Select(_books.Find)], s.Reason),
            Step.SignOff s => _reviews.Sign(period!, s, by, Chosen),
            Step.Revoke s => _reviews.Revoke(period!, s, by),
            Step.SignOffs => ReviewRules.SignOffs(period!),
            Step.Acknowledge s => _reviews.Acknowledge(period!, s, by),
            Step.Withdraw s => _reviews.Withdraw(period!, s, by),
            Step.Acknowledgements => ReviewRules.Acknowledgements(period!),
            Step.Report s => _scores.Report(period!, s, by),
            Step.Readiness => ScoreRules.Readiness(period!),
            Step.History => new(200, Fields: ScoreRules.Gauge(period!).In(["score", "coverage", "band"])),
            Step.Score s => new(200, Fields: ScoreRules.Gauge(period!), Tagged: s.Stream ? null : period),
            Step.Post s => _posting.Post(s, by, Chosen),
            Step.CheckDays s => _posting.Check(s),
            Step.Entries s => _posting.List(s),
            _ => throw new ArgumentOutOfRangeException(nameof(call), call.Step, "No such operation"),
        };
    }
}
