using System.Diagnostics;
using Periods.Grains.Journal;

namespace Periods.Silo.Sqlite;

/// <summary>An append on its way. Who waits for it continues on a thread of its own, never on the writer's.</summary>
internal sealed class PendingAppend(IReadOnlyList<EntityAppend> parts)
    : TaskCompletionSource<AppendResult>(TaskCreationOptions.RunContinuationsAsynchronously)
{
    // Not the journal's TimeProvider: how long somebody waited is no matter of the date.
    private readonly long _since = Stopwatch.GetTimestamp();

    public IReadOnlyList<EntityAppend> Parts { get; } = parts;

    /// <summary>Whether it waited so long for its turn that it is answered without being written.</summary>
    public bool IsLate => Stopwatch.GetElapsedTime(_since) > Limits.AppendWaitMax;

    /// <summary>What will be answered if the transaction it is in commits.</summary>
    public AppendResult Verdict { get; set; }
}
