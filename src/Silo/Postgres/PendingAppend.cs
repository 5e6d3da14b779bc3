using System.Diagnostics;
using Periods.Grains.Journal;

namespace Periods.Silo.Postgres;

/// <summary>An append on its way. Who waits for it continues on a thread of its own, never on a lane's.</summary>
internal sealed class PendingAppend(IReadOnlyList<EntityAppend> parts)
    : TaskCompletionSource<AppendResult>(TaskCreationOptions.RunContinuationsAsynchronously)
{
    // Not the journal's TimeProvider: how long somebody waited is no matter of the date.
    private readonly long _since = Stopwatch.GetTimestamp();

    public IReadOnlyList<EntityAppend> Parts { get; } = parts;

    /// <summary>Whether it waited so long that it is answered without being sent.</summary>
    public bool IsLate => Task.IsCompleted || Stopwatch.GetElapsedTime(_since) > Limits.AppendWaitMax;

    /// <summary>Under the schedule's gate: whether a lane is found for it.</summary>
    public bool HasLane { get; set; }

    /// <summary>In its lane: whether it will be appended if the batch it is in commits.</summary>
    public bool Fits { get; set; }
}
