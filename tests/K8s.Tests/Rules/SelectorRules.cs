using System.Text.Json.Nodes;
using Periods.K8s.Tests.Rendering;

namespace Periods.K8s.Tests.Rules;

internal static class SelectorRules
{
    public static readonly Rule[] All =
    [
        new("A workload selects the pods it makes", m =>
            from pods in m.Pods
            where pods.Owner.At("spec/selector/matchLabels") is { } labels && !pods.IsSelectedBy(labels)
            select pods.Name),

        new("Every Service selects one workload, and leads to a port of it", m =>
            from service in m.Of("Service")
            let selected = m.Pods.Where(p => p.IsSelectedBy(service.At("spec/selector"))).ToList()
            where selected.Count != 1 || service.Items("spec/ports").Any(port => selected[0].Port(port["targetPort"]) is null)
            select Resources.NameOf(service)),

        new("Every Ingress leads to a port of a Service", m =>
            from ingress in m.Of("Ingress")
            from path in ingress.Items("spec/rules").SelectMany(rule => rule.Items("http/paths"))
            let service = m.Find("Service", path.Text("backend/service/name")!)
            where !service.Items("spec/ports").Any(port => JsonNode.DeepEquals(port["name"], path.At("backend/service/port/name")))
            select $"{Resources.NameOf(ingress)}: {path.Text("path")}"),

        new("The disruption budget, the autoscaler and the spread are about silos", m =>
            from found in new[]
            {
                m.Of("PodDisruptionBudget").Count(b => m.Silos.IsSelectedBy(b.At("spec/selector/matchLabels"))) == 1 ? null : "no disruption budget",
                m.Autoscaler is { } a && a.Text("spec/scaleTargetRef/name") != Resources.NameOf(m.Silos.Owner) ? "the autoscaler scales something else" : null,
                m.Silos.Spec.Items("topologySpreadConstraints").Any(c => m.Silos.IsSelectedBy(c.At("labelSelector/matchLabels"))) ? null : "nothing is spread",
            }
            where found is not null
            select found),

        new("What is referred to by name is there, but for Secrets", m =>
            from pods in m.Pods
            from container in pods.Containers
            from map in container.Items("envFrom").Select(source => source.Text("configMapRef/name"))
            where map is not null && m.Find("ConfigMap", map) is null
            select $"{pods.Name}: ConfigMap {map}"),

        new("Secrets are referred to, never written down", m => m.Of("Secret").Select(Resources.NameOf)),
    ];
}
