using System.Diagnostics;
using System.Text.Json.Serialization.Metadata;
using Periods.Grains.Journal;

namespace Periods.Grains.Entities;

/// <summary>One command on its way through the core: the entities it concerns, what was decided, what is answered.</summary>
internal abstract class Turn<TReply>(Caller caller, JsonTypeInfo<Outcome<TReply>> json)
    where TReply : class
{
    public Caller Caller { get; } = caller;

    /// <summary>What the command is called in traces and metrics.</summary>
    public abstract string Kind { get; }

    /// <summary>Of <see cref="Primary"/>, before it is open, too.</summary>
    public abstract EntityKey Key { get; }

    public JsonTypeInfo<Outcome<TReply>> Json { get; } = json;

    /// <summary>The entity that orders the command and remembers its key.</summary>
    public abstract Entity Primary { get; }

    /// <summary>
    /// More entities that the same append changes. Their gates are taken in this order, after the primary's; no two turns take each other's, since entities
    /// changed together all belong to one primary.
    /// </summary>
    public virtual Entity[] Others => [];

    public Outcome<TReply> Outcome { get; protected set; }

    /// <summary>Whether a decision that changes nothing rests on the others, too.</summary>
    public virtual bool RestsOnOthers => false;

    /// <summary>What such a decision waits for before its answer is kept: whether all it rests on was the truth. Null of any other.</summary>
    public Task<AppendResult>? Truth { get; set; }

    /// <summary>Whether it was. Then it is not taken again, whatever has happened since.</summary>
    public bool Stands { get; set; }

    /// <summary>Finds the entities, loading what is not resident.</summary>
    public abstract ValueTask Open(EntityMap entities);

    /// <summary>It is over: what was held for it may go.</summary>
    public virtual void LetGo(EntityMap entities)
    {
    }

    /// <summary>Decides, under the gates. False when the entities opened are not the right ones any more.</summary>
    public abstract bool Decide(Stamp stamp);

    /// <summary>What the decision writes; empty when nothing changes.</summary>
    public abstract IReadOnlyList<EntityAppend> Parts(Answer? answer);

    public abstract bool Changes { get; }

    /// <summary>Takes on the new states, now that their append is queued.</summary>
    public abstract void Adopt(Task<AppendResult> tail);

    public abstract void OnDurable(IJournal journal);

    public void Refuse(RefusalCode code) => Outcome = code;

    /// <summary>What the command comes to when its period must be as expected: refused, unless it is for a reason of higher rank.</summary>
    /// <param name="refusal">By the rules; null when they allow it.</param>
    /// <param name="period">The head it was decided on.</param>
    protected static Refusal? Judge(Refusal? refusal, Expectation? expected, EntityHead period) =>
        expected is null || expected.IsMetBy(period.Tag) || refusal?.Code < RefusalCode.PeriodChanged ? refusal : new(RefusalCode.PeriodChanged);

    /// <summary>What is answered in the end, as it is, after whoever watches was told of it.</summary>
    public Outcome<TReply> Told(Outcome<TReply> outcome, Activity? span)
    {
        EntityTelemetry.Answered(span, Kind, Key, outcome.Refusal?.Code);
        return outcome;
    }
}

/// <summary>An entity's part in a turn: what it was, and what it would become.</summary>
internal sealed class Draft<TState, TEvent>(Entity<TState, TEvent> entity)
    where TState : class
    where TEvent : class
{
    private readonly TState _before = entity.State;
    private readonly EntityHead _beforeHead = entity.Head;
    private Prepared<TState> _prepared = entity.Prepare([], default, null);

    public TState State => _prepared.State;

    public EntityHead Head => _prepared.Head;

    public bool Changes => _prepared.Events.Length > 0;

    public void Accept(IReadOnlyList<TEvent> events, Stamp stamp, string? commandId) => _prepared = entity.Prepare(events, stamp, commandId);

    public EntityAppend Part(Answer? answer) => new(entity.Key, _beforeHead, _prepared.Events, answer);

    public void Adopt(Task<AppendResult> tail) => entity.Adopt(_prepared, tail);

    public void OnDurable(IJournal journal)
    {
        if (Changes) entity.OnDurable(_before, _beforeHead, _prepared, journal);
    }
}

/// <summary>A command on one entity.</summary>
internal sealed class EntityTurn<TState, TEvent, TCommand, TReply>(
    EntityKey key,
    EntityModel<TState, TEvent> model,
    Caller caller,
    TCommand command,
    Func<TState, TCommand, Stamp, Decision<TEvent>> decide,
    Func<TState, TCommand, TReply> reply,
    JsonTypeInfo<Outcome<TReply>> json) : Turn<TReply>(caller, json)
    where TState : class
    where TEvent : class
    where TReply : class
{
    private Entity<TState, TEvent>? _entity;
    private Draft<TState, TEvent>? _draft;

    public override string Kind => CommandKind<TCommand>.Name;

    public override EntityKey Key => key;

    public override Entity Primary => _entity!;

    public override bool Changes => _draft!.Changes;

    public override async ValueTask Open(EntityMap entities) => _entity = await entities.Get(key, model);

    public override bool Decide(Stamp stamp)
    {
        _draft = new(_entity!);
        var decision = decide(_draft.State, command, stamp);
        if (Judge(decision.Refusal, (command as IConditional)?.Expected, _draft.Head) is { } refusal)
        {
            Outcome = refusal;
            return true;
        }
        _draft.Accept(decision.Events, stamp, Caller.Key?.Value);
        Outcome = reply(_draft.State, command);
        return true;
    }

    public override IReadOnlyList<EntityAppend> Parts(Answer? answer) => [_draft!.Part(answer)];

    public override void Adopt(Task<AppendResult> tail) => _draft!.Adopt(tail);

    public override void OnDurable(IJournal journal) => _draft!.OnDurable(journal);
}
