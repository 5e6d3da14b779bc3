using System.Globalization;
using System.Text.Json.Nodes;

namespace Periods.K8s.Tests.Rendering;

/// <summary>RFC 6902, as far as our patches go: add, replace, remove.</summary>
internal static class JsonPatch
{
    public static void Apply(JsonObject document, JsonArray operations)
    {
        foreach (var operation in operations.Select(o => o!.AsObject())) Apply(document, (string)operation["op"]!, (string)operation["path"]!, operation["value"]);
    }

    private static void Apply(JsonNode document, string operation, string path, JsonNode? value)
    {
        var steps = path.Split('/')[1..].Select(step => step.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal)).ToList();
        var parent = document;
        foreach (var step in steps[..^1]) parent = Child(parent, step) ?? throw Missing(path);
        if (operation is "replace" or "remove" && Child(parent, steps[^1]) is null) throw Missing(path);
        switch (operation, parent)
        {
            case ("add" or "replace", JsonObject map):
                map[steps[^1]] = value!.DeepClone();
                break;
            case ("add", JsonArray list):
                list.Insert(steps[^1] == "-" ? list.Count : Index(steps[^1]), value!.DeepClone());
                break;
            case ("replace", JsonArray list):
                list[Index(steps[^1])] = value!.DeepClone();
                break;
            case ("remove", JsonObject map):
                map.Remove(steps[^1]);
                break;
            case ("remove", JsonArray list):
                list.RemoveAt(Index(steps[^1]));
                break;
            default:
                throw new RenderingException($"{operation} is not known to this renderer");
        }
    }

    private static JsonNode? Child(JsonNode parent, string step) => parent switch
    {
        JsonObject map => map[step],
        JsonArray list when Index(step) < list.Count => list[Index(step)],
        _ => null,
    };

    private static int Index(string step) => int.Parse(step, CultureInfo.InvariantCulture);

    private static RenderingException Missing(string path) => new($"there is no {path} to patch");
}
