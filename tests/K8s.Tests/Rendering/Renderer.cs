using System.Text.Json.Nodes;

namespace Periods.K8s.Tests.Rendering;

/// <summary>
/// What <c>kubectl kustomize</c> makes of our overlays, for machines without it: resources, components, generated ConfigMaps, patches, namespace, images.
/// A test compares the two where kubectl is.
/// </summary>
internal static class Renderer
{
    public static Manifests Render(string folder)
    {
        var resources = Read(Kustomization.Read(folder, "Kustomization"), new Resources());
        resources.NameByContent();
        return new Manifests(resources.Documents);
    }

    // In kustomize's own order: each step sees what the ones before it made.
    private static Resources Read(Kustomization kustomization, Resources resources)
    {
        foreach (var path in kustomization.Resources.Select(kustomization.PathOf))
        {
            if (Directory.Exists(path)) resources.AddAll(Read(Kustomization.Read(path, "Kustomization"), new Resources()));
            else foreach (var document in Yaml.Read(path)) resources.Add(document.AsObject());
        }
        foreach (var map in kustomization.ConfigMaps) resources.Generate(map);
        foreach (var component in kustomization.Components) Read(Kustomization.Read(kustomization.PathOf(component), "Component"), resources);
        foreach (var patch in kustomization.Patches) Patch(resources, kustomization, patch);
        if (kustomization.Namespace is { } name) resources.MoveTo(name);
        foreach (var image in kustomization.Images) Images.Replace(resources.Documents, image);
        return resources;
    }

    private static void Patch(Resources resources, Kustomization kustomization, JsonObject patch)
    {
        var file = kustomization.PathOf((string)patch["path"]!);
        var content = Yaml.Read(file).Single();
        var target = patch["target"]?.AsObject() ?? TargetOf(content, file);
        Kustomization.Known(target, file, "kind", "name");
        var mayRename = patch["options"] is JsonObject options && IsAllowed(options, file);
        var found = resources.Documents.Where(d => Is(d, target)).ToList();
        if (found.Count == 0) throw new RenderingException($"{file} patches nothing");
        foreach (var document in found)
        {
            var name = Resources.NameOf(document);
            if (content is JsonArray operations) JsonPatch.Apply(document, operations);
            else StrategicMerge.Apply(document, content.AsObject());
            if (!mayRename && Resources.NameOf(document) != name) throw new RenderingException($"{file} changes the name of {name}");
        }
    }

    private static JsonObject TargetOf(JsonNode content, string file) => content is JsonObject merge
        ? new JsonObject { ["kind"] = merge["kind"]!.DeepClone(), ["name"] = merge["metadata"]!["name"]!.DeepClone() }
        : throw new RenderingException($"{file} does not say what it patches");

    private static bool IsAllowed(JsonObject options, string file)
    {
        Kustomization.Known(options, file, "allowNameChange");
        return (bool)options["allowNameChange"]!;
    }

    private static bool Is(JsonObject document, JsonObject target) =>
        (target["kind"] is not { } kind || (string?)kind == (string?)document["kind"]) && (target["name"] is not { } name || (string?)name == Resources.NameOf(document));
}
