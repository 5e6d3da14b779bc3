using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Periods.Grains.Journal;

namespace Periods.Grains.Entities;

/// <summary>
/// Decides, appends, answers. A command is decided and its append queued under the entity's gate, without waiting for the disk, so the next command
/// can be decided at once and thousands share a commit; every answer, reads and refusals included, waits for the last append it was decided on.
/// </summary>
/// <remarks>
/// When an append ends as: durable → answer. Conflict → somebody else wrote first: load again, decide again, for a bounded time.
/// Failed → drop the entity, answer "storage unavailable"; everything decided on top fails too, since the heads it expects never come to be.
/// </remarks>
public sealed class EntityCore(IJournal journal, EntityMap entities, IClock clock)
{
    private readonly Truth _truth = new(journal);

    public DateTimeOffset Now => clock.Now;

    /// <summary>A command on one entity.</summary>
    /// <param name="decide">Pure: events, nothing, or a refusal.</param>
    /// <param name="reply">What is answered, from the state after the events.</param>
    /// <param name="json">How the answer is kept for a retry.</param>
    public ValueTask<Outcome<TReply>> Execute<TState, TEvent, TCommand, TReply>(
        EntityKey key,
        EntityModel<TState, TEvent> model,
        Caller caller,
        TCommand command,
        Func<TState, TCommand, Stamp, Decision<TEvent>> decide,
        Func<TState, TCommand, TReply> reply,
        JsonTypeInfo<Outcome<TReply>> json)
        where TState : class
        where TEvent : class
        where TReply : class =>
        Execute(new EntityTurn<TState, TEvent, TCommand, TReply>(key, model, caller, command, decide, reply, json));

    /// <summary>A read, as of the last command answered before it began, or later.</summary>
    public ValueTask<Outcome<TReply>> Query<TState, TEvent, TReply>(EntityKey key, EntityModel<TState, TEvent> model, Func<TState, Outcome<TReply>> read)
        where TState : class
        where TEvent : class
        where TReply : class =>
        Query(key, model, (state, _) => read(state));

    /// <inheritdoc cref="Query{TState, TEvent, TReply}(EntityKey, EntityModel{TState, TEvent}, Func{TState, Outcome{TReply}})"/>
    /// <param name="read">Given the head that the state rests on, too.</param>
    internal ValueTask<Outcome<TReply>> Query<TState, TEvent, TReply>(
        EntityKey key, EntityModel<TState, TEvent> model, Func<TState, EntityHead, Outcome<TReply>> read)
        where TState : class
        where TEvent : class
        where TReply : class =>
        Query(key, model, null, read);

    /// <summary>A read of two entities that are changed together, as of one moment.</summary>
    /// <param name="beside">The second, whose gate is taken after the first's; null: there is none.</param>
    /// <param name="read">Given the head of the second; of the first where it is alone.</param>
    internal async ValueTask<Outcome<TReply>> Query<TState, TEvent, TReply>(
        EntityKey key, EntityModel<TState, TEvent> model, Func<EntityMap, ValueTask<Entity>>? beside, Func<TState, EntityHead, Outcome<TReply>> read)
        where TState : class
        where TEvent : class
        where TReply : class
    {
        try
        {
            var failed = false;
            for (var tries = new Tries(clock); tries.OneMore();)
            {
                var entity = await entities.Get(key, model);
                var other = beside is null ? null : await beside(entities);
                if (Look(entity, other) is not var (state, head, basis)) continue;
                switch (await basis)
                {
                    case AppendResult.Appended:
                        entities.DropUnlessItStays(entity);
                        if (other is not null) entities.DropUnlessItStays(other);
                        return read(state, head);
                    case AppendResult.Conflict:
                        EntityTelemetry.ReadConflicted();
                        Drop(entity, other);
                        break;
                    case AppendResult.Overloaded:
                        return RefusalCode.Overloaded;
                    default:
                        Drop(entity, other);
                        // What it rested on is lost, not what was there before: where writes fail at once, on a full disk, the journal still says.
                        if (tries.TookLong) return RefusalCode.StorageUnavailable;
                        failed = true;
                        break;
                }
            }
            return failed ? RefusalCode.StorageUnavailable : RefusalCode.Contended;
        }
        catch (JournalUnavailableException)
        {
            return RefusalCode.StorageUnavailable;
        }
    }

    /// <summary>Null when one of them is the entity of its key no longer: while the other was loaded, say.</summary>
    private (TState State, EntityHead Head, Task<AppendResult> Basis)? Look<TState, TEvent>(Entity<TState, TEvent> entity, Entity? other)
        where TState : class
        where TEvent : class
    {
        lock (entity.Gate)
        {
            if (entity.Dropped) return null;
            if (other is null) return (entity.State, entity.Head, _truth.Of(entity));
            lock (other.Gate) return other.Dropped ? null : (entity.State, other.Head, _truth.Of(entity, other));
        }
    }

    private void Drop(Entity entity, Entity? other)
    {
        entities.Drop(entity);
        if (other is not null) entities.Drop(other);
    }

    internal async ValueTask<Outcome<TReply>> Execute<TReply>(Turn<TReply> turn)
        where TReply : class
    {
        using var span = EntityTelemetry.Start(turn.Kind);
        try
        {
            for (var tries = new Tries(clock); tries.OneMore();)
            {
                await turn.Open(entities);
                if (turn.Caller.Key is not null) await RememberKeys(turn.Primary);
                var step = Take(turn);
                if (step is null) continue;
                if (step == Replaying)
                {
                    if (await Replay(turn) is not { } known) continue;
                    DropUnlessItStays(turn);
                    return turn.Told(known, span);
                }

                switch (await step)
                {
                    case AppendResult.Appended when step == turn.Truth:
                        turn.Stands = true;
                        break;
                    case AppendResult.Appended:
                        // Only here: a failed tail stays until the entity is dropped, or a read in between would rest on what was lost.
                        Settle(turn.Primary, step);
                        foreach (var other in turn.Others) Settle(other, step);
                        if (turn.Outcome.Refusal is null) turn.OnDurable(journal);
                        DropUnlessItStays(turn);
                        return turn.Told(turn.Outcome, span);
                    case AppendResult.Overloaded:
                        DropUnlessItStays(turn);
                        return turn.Told(RefusalCode.Overloaded, span);
                    case AppendResult.Failed:
                        Drop(turn);
                        return turn.Told(RefusalCode.StorageUnavailable, span);
                    default:
                        EntityTelemetry.CommandConflicted();
                        Drop(turn);
                        break;
                }
            }
            return turn.Told(RefusalCode.Contended, span);
        }
        catch (JournalUnavailableException)
        {
            return turn.Told(RefusalCode.StorageUnavailable, span);
        }
        finally
        {
            turn.LetGo(entities);
        }
    }

    private void Settle(Entity entity, Task<AppendResult> step)
    {
        entity.Settle(step);
        entities.NoteWeight(entity);
    }

    /// <summary>A task of its own that nobody awaits: Task.FromResult hands out one shared task for a default value, the settled tail among its users.</summary>
    private static readonly Task<AppendResult> Replaying = new TaskCompletionSource<AppendResult>().Task;

    /// <summary>Under the gates: decides and queues. What to wait for; null to open again; <see cref="Replaying"/> when the key has its answer.</summary>
    private Task<AppendResult>? Take<TReply>(Turn<TReply> turn)
        where TReply : class
    {
        lock (turn.Primary.Gate) return TakeOthers(turn, 0);
    }

    private Task<AppendResult>? TakeOthers<TReply>(Turn<TReply> turn, int gated)
        where TReply : class
    {
        if (gated == turn.Others.Length) return TakeGated(turn);
        lock (turn.Others[gated].Gate) return TakeOthers(turn, gated + 1);
    }

    private Task<AppendResult>? TakeGated<TReply>(Turn<TReply> turn)
        where TReply : class
    {
        if (turn.Primary.Dropped || Array.Exists(turn.Others, static other => other.Dropped)) return null;
        var key = turn.Caller.Key is null ? null : RememberedKeys.Scoped(turn.Caller);
        var keys = turn.Primary.Remembered;
        // Let go of since they were read.
        if (key is not null && keys is null) return null;
        if (key is not null && keys!.Find(key) is { } known) return Recall(turn, known);

        var now = clock.Now;
        if (!turn.Stands && !turn.Decide(new Stamp(now, turn.Caller.UserId, turn.Caller.Origin))) return null;

        // A key is remembered by an entity that exists: refusals about ids nobody created leave no trace.
        var keep = key is not null && (turn.Changes || turn.Primary.Head.Version > 0);
        if (keep && !keys!.HasRoom(turn.Caller.UserId, now))
        {
            turn.Refuse(RefusalCode.IdempotencyMemoryFull);
            return _truth.Of(turn);
        }
        if (!turn.Changes && !keep) return _truth.Of(turn);
        if (!turn.Changes && turn.RestsOnOthers && !turn.Stands && _truth.Of(turn) is var truth && truth is not { IsCompletedSuccessfully: true, Result: AppendResult.Appended })
        {
            // An answer is kept on the primary's head alone; what it rests on beside must be known to be the truth before.
            turn.Truth = truth;
            return truth;
        }

        var answer = keep ? new Answer(key!, turn.Caller.Key!.Fingerprint, now, JsonSerializer.SerializeToUtf8Bytes(turn.Outcome, turn.Json)) : null;
        var durable = journal.Append(turn.Stands ? [new(turn.Primary.Key, turn.Primary.Head, [], answer)] : turn.Parts(answer));
        if (durable is { IsCompletedSuccessfully: true, Result: AppendResult.Overloaded }) return durable;
        if (turn.Stands) turn.Primary.Follow(durable);
        else turn.Adopt(durable);
        if (answer is not null)
        {
            keys!.Add(answer.CommandKey, answer.Fingerprint, now, durable);
            entities.NoteKeys(1);
        }
        return durable;
    }

    /// <summary>Null when its append failed, which is known before the entity is dropped for it: then the key is as good as new.</summary>
    private Task<AppendResult>? Recall<TReply>(Turn<TReply> turn, Remembered known)
        where TReply : class
    {
        if (known.Durable is { IsCompleted: true, Result: not AppendResult.Appended })
        {
            entities.Drop(turn.Primary);
            return null;
        }
        if (!known.Durable.IsCompleted) turn.Refuse(RefusalCode.IdempotencyKeyInFlight);
        else if (known.Fingerprint != turn.Caller.Key!.Fingerprint) turn.Refuse(RefusalCode.IdempotencyKeyReused);
        else return Replaying;
        return Task.FromResult(AppendResult.Appended);
    }

    /// <summary>The answer given before; null when the journal has let go of it: then the key is a new one, once its entity is loaded again.</summary>
    private async ValueTask<Outcome<TReply>?> Replay<TReply>(Turn<TReply> turn)
        where TReply : class
    {
        if (await journal.ReadAnswer(turn.Primary.Key, RememberedKeys.Scoped(turn.Caller)) is { } reply) return JsonSerializer.Deserialize(reply, turn.Json);
        entities.Drop(turn.Primary);
        return null;
    }

    /// <summary>Every key whose answer the journal still has, however old: it would refuse a second answer to it.</summary>
    private async ValueTask RememberKeys(Entity entity)
    {
        if (entity.Remembered is not null) return;
        var answers = await journal.LoadAnswers(entity.Key);
        lock (entity.Gate) entity.Remembered ??= new RememberedKeys(answers);
        entities.NoteKeys(answers.Count);
    }

    private void DropUnlessItStays<TReply>(Turn<TReply> turn)
        where TReply : class
    {
        entities.DropUnlessItStays(turn.Primary);
        foreach (var other in turn.Others) entities.DropUnlessItStays(other);
    }

    private void Drop<TReply>(Turn<TReply> turn)
        where TReply : class
    {
        entities.Drop(turn.Primary);
        foreach (var other in turn.Others) entities.Drop(other);
    }
}
