using OpenTelemetry.Trace;

namespace Periods.Gateway.Telemetry;

/// <summary>
/// Which traces are recorded that nobody began before us: a share of the requests, and whatever is linked to something recorded, as a batch is to its commands. Work that no
/// request asked for is not.
/// </summary>
/// <param name="ratio">0 to 1.</param>
internal sealed class RequestSampler(double ratio) : Sampler
{
    private readonly TraceIdRatioBasedSampler _requests = new(ratio);

    public override SamplingResult ShouldSample(in SamplingParameters samplingParameters)
    {
        foreach (var link in samplingParameters.Links ?? [])
            if (link.Context.TraceFlags.HasFlag(System.Diagnostics.ActivityTraceFlags.Recorded)) return new(SamplingDecision.RecordAndSample);
        return samplingParameters.Kind == System.Diagnostics.ActivityKind.Server ? _requests.ShouldSample(samplingParameters) : new(SamplingDecision.Drop);
    }
}
