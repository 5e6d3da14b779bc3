using System.Diagnostics;
using OpenTelemetry.Trace;

namespace Periods.Gateway.Telemetry;

/// <summary>
/// For what nothing recorded is the parent of. A request that begins a span was chosen already (<see cref="RequestSpans"/>), and what is linked to something recorded, as a
/// batch is to its commands, belongs to it. Work that no request asked for is not recorded.
/// </summary>
internal sealed class ChosenSampler : Sampler
{
    public override SamplingResult ShouldSample(in SamplingParameters samplingParameters)
    {
        if (samplingParameters.Kind == ActivityKind.Server) return new(SamplingDecision.RecordAndSample);
        foreach (var link in samplingParameters.Links ?? [])
            if (link.Context.TraceFlags.HasFlag(ActivityTraceFlags.Recorded)) return new(SamplingDecision.RecordAndSample);
        return new(SamplingDecision.Drop);
    }
}
