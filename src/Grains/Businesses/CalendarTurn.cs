using System.Text.Json.Serialization.Metadata;
using Periods.Grains.Closing;
using Periods.Grains.Journal;

namespace Periods.Grains.Businesses;

/// <summary>
/// A lifecycle command: decided on the calendar, recorded by the business and by the period it concerns, in one append with both heads checked.
/// Both happen or neither; no half-closed state exists.
/// </summary>
/// <param name="target">The period a command concerns, as the calendar stands now; the id of a period to be created when there is none yet.</param>
internal sealed class CalendarTurn<TCommand>(
    EntityKey key,
    BusinessModel businesses,
    PeriodModel periods,
    Caller caller,
    TCommand command,
    Func<BusinessState, TCommand, Guid> target,
    Func<BusinessState, TCommand, Stamp, Decision<BusinessEvent>> decide,
    JsonTypeInfo<Outcome<PeriodView>> json) : Turn<PeriodView>(caller, json)
{
    private Entity<BusinessState, BusinessEvent>? _business;
    private Entity<PeriodState, PeriodEvent>? _period;
    private Entity[] _others = [];
    private Draft<BusinessState, BusinessEvent>? _calendar;
    private Draft<PeriodState, PeriodEvent>? _content;

    public override Entity Primary => _business!;

    public override Entity[] Others => _others;

    public override bool Changes => _calendar!.Changes;

    public override async ValueTask Open(EntityMap entities)
    {
        _business = await entities.Get(key, businesses);
        Guid periodId;
        lock (_business.Gate) periodId = target(_business.State, command);
        _period = await entities.Get(EntityKey.ForPeriod(key.Business, periodId), periods);
        _others = [_period];
    }

    public override bool Decide(Stamp stamp)
    {
        _calendar = new(_business!);
        _content = new(_period!);
        if (target(_calendar.State, command) != _period!.Key.Period) return false;

        var decision = decide(_calendar.State, command, stamp);
        if (decision.Refusal is { } refusal)
        {
            Outcome = refusal;
            return true;
        }
        var commandId = Caller.Key?.Value;
        _calendar.Accept(decision.Events, stamp, commandId);
        _content.Accept([.. decision.Events.Cast<CalendarEvent>().Select(InThePeriod)], stamp, commandId);
        Outcome = _calendar.State.Find(_period.Key.Period)!;
        return true;
    }

    public override IReadOnlyList<EntityAppend> Parts(Answer? answer) =>
        Changes ? [_calendar!.Part(answer), _content!.Part(null)] : [_calendar!.Part(answer)];

    public override void Adopt(Task<AppendResult> tail)
    {
        _calendar!.Adopt(tail);
        if (Changes) _content!.Adopt(tail);
    }

    public override void OnDurable(IJournal journal)
    {
        _calendar!.OnDurable(journal);
        _content!.OnDurable(journal);
    }

    /// <summary>The same fact, as the period records it.</summary>
    private static PeriodEvent InThePeriod(CalendarEvent happened) => happened switch
    {
        PeriodCreated e => new Opened(e.Start, e.End),
        PeriodClosed e => new Closed(e.Reason),
        PeriodLocked e => new Locked(e.Reason),
        PeriodReopened e => new Reopened(e.Reason),
        _ => throw new ArgumentOutOfRangeException(nameof(happened), happened.GetType().Name, "A calendar event without its twin in the period"),
    };
}
