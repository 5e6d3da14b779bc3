using System.Diagnostics;
using Periods.Grains.Journal;

namespace Periods.Silo.Journals;

/// <summary>An append on its way.</summary>
internal abstract class TracedAppend(IReadOnlyList<EntityAppend> parts) : Awaited
{
    public IReadOnlyList<EntityAppend> Parts { get; } = parts;

    /// <summary>Of its events and replies: what storage has to take apart and to write.</summary>
    public long Bytes { get; } = BytesOf(parts);

    /// <summary>The span of the command that waits for it; null when that is not recorded.</summary>
    public Activity? Command { get; } = SiloTelemetry.Recorded;

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
