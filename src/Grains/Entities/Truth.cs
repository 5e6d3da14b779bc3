using Periods.Grains.Journal;

namespace Periods.Grains.Entities;

/// <summary>Whether what a decision or a read rests on is durable, and still the last that the journal has. Asked under the gates.</summary>
internal sealed class Truth(IJournal journal)
{
    /// <summary>Nothing is written, but what the decision rests on must be durable, and the truth, before anybody hears of it.</summary>
    public Task<AppendResult> Of<TReply>(Turn<TReply> turn)
        where TReply : class
    {
        var rest = Of(turn.Primary);
        foreach (var other in turn.Others) rest = Both(rest, Of(other));
        return rest;
    }

    /// <summary>Called under the gate: the last append, then the question whether it still is the last one.</summary>
    public Task<AppendResult> Of(Entity entity) => entity.Tail is { IsCompletedSuccessfully: true, Result: AppendResult.Appended }
        ? Confirm(entity, entity.Head)
        : Settled(entity, entity.Tail, entity.Head);

    private async Task<AppendResult> Settled(Entity entity, Task<AppendResult> tail, EntityHead head)
    {
        var result = await tail;
        if (result != AppendResult.Appended) return result;
        entity.Settle(tail);
        return await Confirm(entity, head);
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

    private static Task<AppendResult> Both(Task<AppendResult> first, Task<AppendResult> second) =>
        first.IsCompletedSuccessfully && first.Result == AppendResult.Appended ? second : BothWaited(first, second);

    private static async Task<AppendResult> BothWaited(Task<AppendResult> first, Task<AppendResult> second)
    {
        var result = await first;
        return result == AppendResult.Appended ? await second : result;
    }
}
