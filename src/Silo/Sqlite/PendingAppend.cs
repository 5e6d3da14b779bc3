using System.Diagnostics;
using Periods.Grains.Journal;
using Periods.Silo.Journals;

namespace Periods.Silo.Sqlite;

/// <inheritdoc/>
internal sealed class PendingAppend(IReadOnlyList<EntityAppend> parts) : TracedAppend
{
    // Not the journal's TimeProvider: how long somebody waited is no matter of the date.
    private readonly long _since = Stopwatch.GetTimestamp();

    public IReadOnlyList<EntityAppend> Parts { get; } = parts;

    /// <summary>Whether it waited so long for its turn that it is answered without being written.</summary>
    public bool IsLate => Stopwatch.GetElapsedTime(_since) > Limits.AppendWaitMax;

    /// <summary>What will be answered if the transaction it is in commits.</summary>
    public AppendResult Verdict { get; set; }
}
