using Periods.Grains.Journal;
using Periods.Silo.Journals;

namespace Periods.Silo.Sqlite;

/// <inheritdoc/>
internal sealed class PendingAppend(IReadOnlyList<EntityAppend> parts, TimeProvider time) : TracedAppend(parts)
{
    private readonly long _since = time.GetTimestamp();

    /// <summary>Whether it waited so long for its turn that it is answered without being written.</summary>
    public bool IsLate => time.GetElapsedTime(_since) > Limits.AppendWaitMax;

    /// <summary>What will be answered if the transaction it is in commits.</summary>
    public AppendResult Verdict { get; set; }
}
