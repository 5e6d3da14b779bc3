using System.Globalization;
using System.Text.Json.Nodes;
using Periods.K8s.Tests.Rendering;

namespace Periods.K8s.Tests;

/// <summary>The documents of one overlay, as they would be applied.</summary>
internal sealed class Manifests(IEnumerable<JsonObject> documents)
{
    private static readonly string[] WithPods = ["Deployment", "StatefulSet", "DaemonSet", "Job"];

    public IReadOnlyList<JsonObject> Documents { get; } = [.. documents];

    /// <summary>What serves: the one Deployment of silos.</summary>
    public Pods Silos => Pods.Single(p => p.Kind == "Deployment" && p.Label("app.kubernetes.io/component") == "silo");

    public Pods Migration => Pods.Single(p => p.Kind == "Job");

    public JsonObject? Autoscaler => Of("HorizontalPodAutoscaler").SingleOrDefault();

    public IEnumerable<Pods> Pods => Documents.Where(d => WithPods.Contains((string?)d["kind"])).Select(d => new Pods(d));

    public IEnumerable<JsonObject> Of(string kind) => Documents.Where(d => (string?)d["kind"] == kind);

    public JsonObject? Find(string kind, string name) => Of(kind).SingleOrDefault(d => Resources.NameOf(d) == name);

    public Manifests Copy() => new(Documents.Select(d => d.DeepClone().AsObject()));

    /// <summary>The variables a container is started with; null for what a Secret or the pod itself says.</summary>
    public Dictionary<string, string?> EnvironmentOf(JsonObject container)
    {
        var environment = new Dictionary<string, string?>();
        foreach (var map in container.Items("envFrom").Select(source => source.Text("configMapRef/name")).OfType<string>())
        {
            foreach (var (name, value) in Find("ConfigMap", map)?["data"]?.AsObject() ?? []) environment[name] = (string?)value;
        }
        foreach (var variable in container.Items("env")) environment[variable.Text("name")!] = variable.Text("value");
        return environment;
    }
}

/// <summary>What makes pods, and the pods it makes.</summary>
internal sealed class Pods(JsonObject owner)
{
    public JsonObject Owner => owner;

    public string Kind => owner.Text("kind")!;

    public string Name => $"{Kind} {Resources.NameOf(owner)}";

    public JsonObject Spec => owner.At("spec/template/spec")!.AsObject();

    public IEnumerable<JsonObject> Containers => [.. Spec.Items("initContainers"), .. Spec.Items("containers")];

    /// <summary>The one that does the work.</summary>
    public JsonObject Container => Spec.Items("containers").First();

    public string? Label(string name) => (string?)owner.At("spec/template/metadata/labels")?[name];

    /// <summary>Whether a selector's labels are on the pods; one without labels means all.</summary>
    public bool IsSelectedBy(JsonNode? matchLabels) => matchLabels is null || matchLabels.AsObject().All(pair => Label(pair.Key) == (string?)pair.Value);

    /// <summary>The number of a port spoken of by number or by name; null when no container has it.</summary>
    public int? Port(JsonNode? port) => Spec.Items("containers").SelectMany(c => c.Items("ports"))
        .Where(p => JsonNode.DeepEquals(p["name"], port) || JsonNode.DeepEquals(p["containerPort"], port))
        .Select(p => p.Number("containerPort")).FirstOrDefault();
}

/// <summary>Reading documents by path: <c>spec/template/spec</c>.</summary>
internal static class Paths
{
    public static JsonNode? At(this JsonNode? node, string path)
    {
        foreach (var step in path.Split('/')) node = node is JsonObject map ? map[step] : null;
        return node;
    }

    public static string? Text(this JsonNode? node, string path) => node.At(path)?.ToString();

    public static int? Number(this JsonNode? node, string path) => node.Text(path) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : null;

    public static bool? Flag(this JsonNode? node, string path) => (bool?)node.At(path);

    public static IEnumerable<JsonObject> Items(this JsonNode? node, string path) => node.At(path)?.AsArray().Select(item => item!.AsObject()) ?? [];
}
