using System.Diagnostics;

namespace Periods.Silo.Journals;

/// <summary>An append on its way.</summary>
internal abstract class TracedAppend : Awaited
{
    /// <summary>The span of the command that waits for it; null when that is not recorded.</summary>
    public Activity? Command { get; } = SiloTelemetry.Recorded;
}
