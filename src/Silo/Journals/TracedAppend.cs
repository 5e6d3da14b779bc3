using System.Diagnostics;
using Periods.Grains.Journal;

namespace Periods.Silo.Journals;

/// <summary>An append on its way. Who waits for it continues on a thread of its own, never on the one that writes.</summary>
internal abstract class TracedAppend() : TaskCompletionSource<AppendResult>(TaskCreationOptions.RunContinuationsAsynchronously)
{
    /// <summary>The span of the command that waits for it; null when that is not recorded.</summary>
    public Activity? Command { get; } = SiloTelemetry.Recorded;
}
