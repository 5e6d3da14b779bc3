using Periods.Grains.Journal;
using Periods.Silo.Journals;

namespace Periods.Silo.Postgres;

/// <inheritdoc/>
internal sealed class PendingAppend(IReadOnlyList<EntityAppend> parts, TimeProvider time) : TracedAppend(parts)
{
    private readonly long _since = time.GetTimestamp();

    /// <summary>Whether it only keeps its place in the order, and writes nothing.</summary>
    public bool KeepsOrder { get; init; }

    /// <summary>Whether it waited so long that it is answered without being sent.</summary>
    public bool IsLate => IsAnswered || time.GetElapsedTime(_since) > Limits.AppendWaitMax;

    /// <summary>Under the schedule's gate: whether a lane is found for it.</summary>
    public bool HasLane { get; set; }

    /// <summary>In its lane: whether it will be appended if the batch it is in commits.</summary>
    public bool Fits { get; set; }
}
