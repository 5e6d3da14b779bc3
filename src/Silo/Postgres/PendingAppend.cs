using Periods.Grains.Journal;
using Periods.Silo.Journals;

namespace Periods.Silo.Postgres;

/// <inheritdoc/>
internal sealed class PendingAppend(IReadOnlyList<EntityAppend> parts, TimeProvider time) : TracedAppend
{
    private readonly long _since = time.GetTimestamp();

    public IReadOnlyList<EntityAppend> Parts { get; } = parts;

    /// <summary>Whether it only keeps its place in the order, and writes nothing.</summary>
    public bool KeepsOrder { get; init; }

    /// <summary>Of its events and replies: what the server has to take apart and to write.</summary>
    public long Bytes { get; } = BytesOf(parts);

    /// <summary>Whether it waited so long that it is answered without being sent.</summary>
    public bool IsLate => IsAnswered || time.GetElapsedTime(_since) > Limits.AppendWaitMax;

    /// <summary>Under the schedule's gate: whether a lane is found for it.</summary>
    public bool HasLane { get; set; }

    /// <summary>In its lane: whether it will be appended if the batch it is in commits.</summary>
    public bool Fits { get; set; }

    private static long BytesOf(IReadOnlyList<EntityAppend> parts)
    {
        var bytes = 0L;
        for (var i = 0; i < parts.Count; i++)
        {
            bytes += parts[i].Answer?.Reply.Length ?? 0;
            for (var e = 0; e < parts[i].Events.Count; e++) bytes += parts[i].Events[e].Data.Length + (parts[i].Events[e].Context.Replaced?.Length ?? 0);
        }
        return bytes;
    }
}
