using System.Text.Json.Nodes;

namespace Periods.K8s.Tests.Rendering;

/// <summary>The documents gathered so far, and which of them are generated.</summary>
internal sealed class Resources
{
    private readonly HashSet<JsonObject> _generated = [];

    public List<JsonObject> Documents { get; } = [];

    public static string NameOf(JsonObject document) => (string)document["metadata"]!["name"]!;

    public void Add(JsonObject document)
    {
        if (Find((string)document["kind"]!, NameOf(document)) is not null) throw new RenderingException($"there are two {document["kind"]} {NameOf(document)}");
        Documents.Add(document);
    }

    public void AddAll(Resources others)
    {
        foreach (var document in others.Documents) Add(document);
        _generated.UnionWith(others._generated);
    }

    /// <summary>A ConfigMap from a generator's entry, or more entries for one there is.</summary>
    public void Generate(JsonObject generator)
    {
        var name = (string)generator["name"]!;
        var data = Literals(generator);
        switch ((string?)generator["behavior"])
        {
            case null:
                var map = new JsonObject { ["apiVersion"] = "v1", ["kind"] = "ConfigMap", ["metadata"] = new JsonObject { ["name"] = name }, ["data"] = data };
                Add(map);
                _generated.Add(map);
                break;
            case "merge":
                var known = (Find("ConfigMap", name) ?? throw new RenderingException($"there is no ConfigMap {name} to merge with"))["data"]!.AsObject();
                foreach (var (key, value) in data) known[key] = value!.DeepClone();
                break;
            case var other:
                throw new RenderingException($"{name}: behavior {other} is not known to this renderer");
        }
    }

    public void MoveTo(string name)
    {
        foreach (var document in Documents)
        {
            if ((string?)document["kind"] != "Namespace") document["metadata"]!["namespace"] = name;
            else if (NameOf(document) != name) throw new RenderingException($"the namespace is {name}, not {NameOf(document)}");
        }
    }

    /// <summary>Gives generated ConfigMaps the names that their content makes, wherever they are spoken of.</summary>
    public void NameByContent()
    {
        foreach (var map in _generated)
        {
            var (before, after) = (NameOf(map), $"{NameOf(map)}-{ContentHash.Of(map)}");
            foreach (var document in Documents) Rename(document, before, after);
            map["metadata"]!["name"] = after;
        }
    }

    private static JsonObject Literals(JsonObject generator)
    {
        var data = new JsonObject();
        foreach (var literal in generator["literals"]!.AsArray().Select(item => (string)item!))
        {
            var (key, value) = (literal[..literal.IndexOf('=', StringComparison.Ordinal)], literal[(literal.IndexOf('=', StringComparison.Ordinal) + 1)..]);
            // kustomize takes quotes off, by rules of its own.
            if (value is ['"' or '\'', ..]) throw new RenderingException($"{key} is quoted");
            data[key] = value;
        }
        return data;
    }

    private static void Rename(JsonNode? node, string before, string after)
    {
        if (node is JsonArray list) foreach (var item in list) Rename(item, before, after);
        if (node is not JsonObject map) return;
        foreach (var (key, value) in map)
        {
            if (key is "configMapRef" or "configMapKeyRef" or "configMap" && (string?)value!["name"] == before) value["name"] = after;
            else Rename(value, before, after);
        }
    }

    private JsonObject? Find(string kind, string name) => Documents.FirstOrDefault(d => (string?)d["kind"] == kind && NameOf(d) == name);
}
