using System.Text.Json.Serialization.Metadata;
using Periods.Grains.Closing;
using Periods.Grains.Journal;

namespace Periods.Grains.Businesses;

/// <summary>What is decided on the calendar, and what is answered once that has happened.</summary>
/// <param name="Reply">From the business after the events, and the heads of the periods; never asked of a refusal.</param>
internal readonly record struct Verdict<TReply>(Decision<BusinessEvent> Decision, Func<BusinessState, Func<Guid, EntityHead>, TReply> Reply)
{
    public static Verdict<TReply> Refused(RefusalCode code) => new(code, static (_, _) => throw new InvalidOperationException("A refusal has no reply"));
}

/// <summary>
/// A lifecycle command: decided on the calendar, recorded by the business and by the periods it concerns, in one append with all heads checked.
/// All of it happens or nothing; no half-closed state exists.
/// </summary>
/// <param name="targets">The periods a command concerns, as the calendar stands now; one that is to be created among them.</param>
/// <param name="decide">Given the business, and the content of each of those periods.</param>
/// <param name="kind">What the command is called in traces and metrics, when its type has another name.</param>
internal sealed class CalendarTurn<TCommand, TReply>(
    EntityKey key,
    BusinessModel businesses,
    PeriodModel periods,
    Caller caller,
    TCommand command,
    Func<BusinessState, TCommand, IEnumerable<Guid>> targets,
    Func<BusinessState, Func<Guid, PeriodState>, TCommand, Stamp, Verdict<TReply>> decide,
    JsonTypeInfo<Outcome<TReply>> json,
    string? kind = null) : Turn<TReply>(caller, json)
    where TReply : class
{
    private Entity<BusinessState, BusinessEvent>? _business;
    private Entity<PeriodState, PeriodEvent>[] _periods = [];
    private Entity[] _others = [];
    private Draft<BusinessState, BusinessEvent>? _calendar;
    private Draft<PeriodState, PeriodEvent>[] _contents = [];

    public override string Kind => kind ?? CommandKind<TCommand>.Name;

    public override EntityKey Key => key;

    public override Entity Primary => _business!;

    public override Entity[] Others => _others;

    public override bool Changes => _calendar!.Changes;

    /// <summary>What a client expects is judged by the period, and so is what the policy demands, which comes last of all refusals.</summary>
    public override bool RestsOnOthers => (command as IConditional)?.Expected is not null || Outcome.Refusal?.Code >= RefusalCode.ForceNeedsReason;

    public override async ValueTask Open(EntityMap entities)
    {
        LetGo(entities);
        _business = await entities.Hold(key, businesses);
        Guid[] ids;
        lock (_business.Gate) ids = [.. targets(_business.State, command)];
        _periods = new Entity<PeriodState, PeriodEvent>[ids.Length];
        for (var i = 0; i < ids.Length; i++) _periods[i] = await entities.Hold(EntityKey.ForPeriod(key.Business, ids[i]), periods);
        _others = [.. _periods];
    }

    public override void LetGo(EntityMap entities)
    {
        if (_business is not null) entities.LetGo(_business);
        // Not all of them were found where one could not be read.
        foreach (var period in _periods)
            if (period is not null) entities.LetGo(period);
        (_business, _periods) = (null, []);
    }

    public override bool Decide(Stamp stamp)
    {
        _calendar = new(_business!);
        _contents = Array.ConvertAll(_periods, static period => new Draft<PeriodState, PeriodEvent>(period));
        if (!targets(_calendar.State, command).SequenceEqual(_periods.Select(static period => period.Key.Period))) return false;

        var (decision, reply) = decide(_calendar.State, id => ContentOf(id).State, command, stamp);
        // A command with an expectation concerns one period.
        if (Judge(decision.Refusal, (command as IConditional)?.Expected, _contents is [var period, ..] ? period.Head : EntityHead.None) is { } refusal)
        {
            Outcome = refusal;
            return true;
        }
        var commandId = Caller.Key?.Value;
        _calendar.Accept(decision.Events, stamp, commandId);
        for (var i = 0; i < _contents.Length; i++) _contents[i].Accept(InThePeriod(_contents[i].State, decision.Events), stamp, commandId);
        Outcome = reply(_calendar.State, id => ContentOf(id).Head);
        return true;
    }

    /// <summary>A period without events has no part: beside others, a part must hold its head until the commit, which only an event does.</summary>
    public override IReadOnlyList<EntityAppend> Parts(Answer? answer) =>
        [_calendar!.Part(answer), .. _contents.Where(static content => content.Changes).Select(static content => content.Part(null))];

    public override void Adopt(Task<AppendResult> tail)
    {
        _calendar!.Adopt(tail);
        foreach (var content in _contents)
            if (content.Changes) content.Adopt(tail);
    }

    public override void OnDurable(IJournal journal)
    {
        _calendar!.OnDurable(journal);
        foreach (var content in _contents) content.OnDurable(journal);
    }

    private Draft<PeriodState, PeriodEvent> ContentOf(Guid periodId) => _contents[Array.FindIndex(_periods, period => period.Key.Period == periodId)];

    private PeriodEvent[] InThePeriod(PeriodState period, IReadOnlyList<BusinessEvent> happened)
    {
        var business = _calendar!.State;
        return [.. happened.Select(e => Twin(period, e, business)).OfType<PeriodEvent>()];
    }

    /// <summary>The same fact, as the period records it; null when it does not concern the period.</summary>
    private static PeriodEvent? Twin(PeriodState period, BusinessEvent happened, BusinessState business) => happened switch
    {
        // By the calendar, which the append fences; a period that another silo has reopened meanwhile is fenced by nothing but its own event.
        PolicyChanged e => business.Find(period.PeriodId)?.Status == PeriodStatus.Open ? new PolicyTaken(e.Policy) : null,
        CalendarEvent e when e.PeriodId != period.PeriodId => null,
        PeriodCreated e => new Opened(e.Start, e.End, business.Policy, business.TimeZone == BusinessState.Utc ? null : business.TimeZone),
        PeriodClosed e => new Closed(e.Reason, e.Skipped),
        PeriodLocked e => new Locked(e.Reason),
        PeriodReopened e => new Reopened(e.Reason, business.PolicyInForce == period.Policy ? null : business.PolicyInForce),
        _ => throw new ArgumentOutOfRangeException(nameof(happened), happened.GetType().Name, "A business event without its twin in the period"),
    };
}
