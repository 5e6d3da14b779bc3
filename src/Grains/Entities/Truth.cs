using Periods.Grains.Journal;

namespace Periods.Grains.Entities;

/// <summary>Whether what a decision or a read rests on is durable, and still the last that the journal has. Asked under the gates.</summary>
internal sealed class Truth(IJournal journal)
{
    /// <summary>Nothing is written, but what the decision rests on must be durable, and the truth, before anybody hears of it.</summary>
    public Task<AppendResult> Of<TReply>(Turn<TReply> turn)
        where TReply : class => turn.Others.Length == 0 ? Of(turn.Primary) : Of([turn.Primary, .. turn.Others]);

    /// <summary>The last append, then the question whether it still is the last one.</summary>
    public Task<AppendResult> Of(Entity entity) => IsDurable(entity) ? Confirm(entity, entity.Head) : Waited(Entity.Settled, [new(entity)]);

    /// <summary>
    /// Of several that are decided on together, the truth of one moment. All must be durable before any is asked about: otherwise another silo may move one on before the
    /// others are what was decided on. For the same reason none may be moved on by an append of its own before that, which the journal's order sees to.
    /// </summary>
    public Task<AppendResult> Of(params Entity[] entities) => Waited(
        Array.TrueForAll(entities, IsDurable) ? Entity.Settled : journal.KeepOrder(Array.ConvertAll(entities, static entity => entity.Key)),
        Array.ConvertAll(entities, static entity => new Rest(entity)));

    private static bool IsDurable(Entity entity) => entity.Tail is { IsCompletedSuccessfully: true, Result: AppendResult.Appended };

    private async Task<AppendResult> Waited(Task<AppendResult> order, Rest[] all)
    {
        foreach (var rest in all)
        {
            var result = await rest.Tail;
            if (result != AppendResult.Appended) return result;
            rest.Entity.Settle(rest.Tail);
        }
        if (await order is not AppendResult.Appended and var disorder) return disorder;
        var asked = Array.ConvertAll(all, rest => Confirm(rest.Entity, rest.Head));
        foreach (var one in asked)
            if (await one is not AppendResult.Appended and var result) return result;
        return AppendResult.Appended;
    }

    private Task<AppendResult> Confirm(Entity entity, EntityHead head)
    {
        EntityTelemetry.Checked();
        var asked = journal.Confirm(entity.Key, head);
        return asked is { IsCompletedSuccessfully: true, Result: not AppendResult.Conflict } ? asked : ConfirmOrFollowed(entity, head, asked);
    }

    /// <summary>
    /// What was added to a head since then by this very entity proves, once it is durable, that the head was the last one when it was added: after whoever rests
    /// on it began. Without this, readers of a period that is written all the time would load it again and again.
    /// </summary>
    private static async Task<AppendResult> ConfirmOrFollowed(Entity entity, EntityHead head, Task<AppendResult> asked)
    {
        var result = await asked;
        if (result != AppendResult.Conflict) return result;
        Task<AppendResult> followed;
        lock (entity.Gate)
        {
            if (entity.Head.Version == head.Version) return AppendResult.Conflict;
            followed = entity.Tail;
        }
        return await followed == AppendResult.Appended ? AppendResult.Appended : AppendResult.Conflict;
    }

    /// <summary>What an answer rests on of an entity, as it is when this is made, under the gate.</summary>
    private sealed record Rest(Entity Entity)
    {
        public Task<AppendResult> Tail { get; } = Entity.Tail;

        public EntityHead Head { get; } = Entity.Head;
    }
}
