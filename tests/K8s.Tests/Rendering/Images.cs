using System.Text.Json.Nodes;

namespace Periods.K8s.Tests.Rendering;

/// <summary>Gives images of containers another name, or another tag, wherever they are.</summary>
internal static class Images
{
    public static void Replace(IEnumerable<JsonObject> documents, JsonObject image)
    {
        foreach (var container in documents.SelectMany(Containers))
        {
            var (name, rest) = Parts((string)container["image"]!);
            if (name != (string)image["name"]!) continue;
            container["image"] = $"{(string?)image["newName"] ?? name}{(image["newTag"] is { } tag ? $":{tag}" : rest)}";
        }
    }

    /// <summary>The name, and what is behind it: a tag, a digest, both or nothing. A colon before the last slash is a registry's port.</summary>
    public static (string Name, string Version) Parts(string image)
    {
        var end = image.IndexOfAny([':', '@'], image.LastIndexOf('/') + 1);
        return end < 0 ? (image, "") : (image[..end], image[end..]);
    }

    private static IEnumerable<JsonObject> Containers(JsonNode? node) => node switch
    {
        JsonArray list => list.SelectMany(Containers),
        JsonObject map => map.SelectMany(pair => pair is { Key: "containers" or "initContainers", Value: JsonArray found } ? found.Select(c => c!.AsObject()) : Containers(pair.Value)),
        _ => [],
    };
}
