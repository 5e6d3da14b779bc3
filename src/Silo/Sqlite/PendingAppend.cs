using Periods.Grains.Journal;

namespace Periods.Silo.Sqlite;

/// <summary>An append on its way. Who waits for it continues on a thread of its own, never on the writer's.</summary>
internal sealed class PendingAppend(IReadOnlyList<EntityAppend> parts)
    : TaskCompletionSource<AppendResult>(TaskCreationOptions.RunContinuationsAsynchronously)
{
    public IReadOnlyList<EntityAppend> Parts { get; } = parts;

    /// <summary>What will be answered if the transaction it is in commits.</summary>
    public AppendResult Verdict { get; set; }
}
