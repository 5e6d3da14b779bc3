using System.Text.Json.Nodes;
using Periods.K8s.Tests;

namespace Periods.Rollout.Playing;

/// <summary>A probe of a container.</summary>
internal sealed record Probe(string Path, TimeSpan Period, TimeSpan Timeout, int FailureThreshold)
{
    public static Probe Of(JsonNode probe) => new(
        probe.Text("httpGet/path")!, Seconds(probe, "periodSeconds", 10), Seconds(probe, "timeoutSeconds", 1), probe.Number("failureThreshold") ?? 3);

    private static TimeSpan Seconds(JsonNode probe, string name, int byDefault) => TimeSpan.FromSeconds(probe.Number(name) ?? byDefault);
}

/// <summary>What a Deployment demands of the kubelet and of the deployment controller, with Kubernetes' defaults where it is silent.</summary>
internal sealed record Plan(int Replicas, int Surge, TimeSpan MinReady, TimeSpan PreStop, TimeSpan Grace, Probe Startup, Probe Readiness, Probe Liveness)
{
    public static Plan Of(Manifests manifests)
    {
        var (owner, container) = (manifests.Silos.Owner, manifests.Silos.Container);
        return new(
            manifests.Autoscaler.Number("spec/minReplicas") ?? owner.Number("spec/replicas") ?? 1,
            owner.Number("spec/strategy/rollingUpdate/maxSurge") ?? 0,
            TimeSpan.FromSeconds(owner.Number("spec/minReadySeconds") ?? 0),
            TimeSpan.FromSeconds(container.Number("lifecycle/preStop/sleep/seconds") ?? 0),
            TimeSpan.FromSeconds(manifests.Silos.Spec.Number("terminationGracePeriodSeconds") ?? 30),
            Probe.Of(container["startupProbe"]!), Probe.Of(container["readinessProbe"]!), Probe.Of(container["livenessProbe"]!));
    }
}
