using System.Text.Json.Nodes;
using Periods.K8s.Tests.Rendering;

namespace Periods.K8s.Tests.Rules;

internal static class NetworkRules
{
    private static readonly string[] Directions = ["Ingress", "Egress"];
    private static readonly string[][] Reached = [["5432", "postgres"], ["53"]];

    public static readonly Rule[] All =
    [
        new("Whatever no policy allows is denied, to and from every pod", m =>
            from pods in m.Pods
            from direction in Directions
            where !Policies(m, pods, direction).Any()
            select $"{pods.Name}: {direction}"),

        new("What is denied by default is nobody's in particular", m =>
            m.Of("NetworkPolicy").Any(p => IsOfAll(p) && Directions.All(d => Has(p, d)) && Openings(p).All(opening => opening is null)) ? [] : ["no policy selects all pods and allows nothing"]),

        new("Every opening names who is at the other end, and at which ports", m =>
            from policy in m.Of("NetworkPolicy")
            from rule in Rules(policy)
            where !rule.Items("from").Concat(rule.Items("to")).Any() || !rule.Items("ports").Any()
            select Resources.NameOf(policy)),

        new("Ports that are opened are ports of the pods", m =>
            from policy in m.Of("NetworkPolicy")
            from rule in policy.Items("spec/ingress")
            from port in rule.Items("ports")
            from pods in Selected(m, policy.At("spec/podSelector/matchLabels"))
            where pods.Port(port["port"]) is null
            select $"{Resources.NameOf(policy)}: {port["port"]}"),

        new("Silos and migration get to the database, and to names", m =>
            from pods in new[] { m.Silos, m.Migration }
            from port in Reached
            where !Policies(m, pods, "Egress").SelectMany(p => p.Items("spec/egress")).SelectMany(rule => rule.Items("ports").Select(p => p.Text("port"))).Any(port.Contains)
            select $"{pods.Name}: {string.Join(" or ", port)}"),

        new("The API is reached from the Ingress controller", m =>
            Policies(m, m.Silos, "Ingress").SelectMany(p => p.Items("spec/ingress")).Any(rule => rule.Items("ports").Any(p => p.Text("port") == "http")) ? [] : ["http is shut"]),
    ];

    private static IEnumerable<JsonObject> Policies(Manifests m, Pods pods, string direction) =>
        m.Of("NetworkPolicy").Where(p => pods.IsSelectedBy(p.At("spec/podSelector/matchLabels")) && Has(p, direction));

    private static IEnumerable<Pods> Selected(Manifests m, JsonNode? labels) => m.Pods.Where(p => p.IsSelectedBy(labels));

    private static bool IsOfAll(JsonObject policy) => policy.At("spec/podSelector") is JsonObject { Count: 0 };

    private static bool Has(JsonObject policy, string direction) => policy.At("spec/policyTypes")!.AsArray().Any(type => (string?)type == direction);

    private static IEnumerable<JsonObject> Rules(JsonObject policy) => policy.Items("spec/ingress").Concat(policy.Items("spec/egress"));

    private static IEnumerable<JsonNode?> Openings(JsonObject policy) => [policy.At("spec/ingress"), policy.At("spec/egress")];
}
