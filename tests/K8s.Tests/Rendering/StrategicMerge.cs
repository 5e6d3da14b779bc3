using System.Text.Json.Nodes;

namespace Periods.K8s.Tests.Rendering;

/// <summary>A patch in the form of the resource: maps are merged, and those lists whose items have a key.</summary>
internal static class StrategicMerge
{
    /// <summary>The API's merge keys of the lists our patches speak of.</summary>
    private static readonly Dictionary<string, string> MergeKeys = new()
    {
        ["containers"] = "name",
        ["env"] = "name",
        ["ports"] = "containerPort",
        ["volumes"] = "name",
        ["volumeMounts"] = "mountPath",
    };

    public static void Apply(JsonObject document, JsonObject patch)
    {
        foreach (var (key, value) in patch)
        {
            if (key.StartsWith('$')) throw new RenderingException($"{key} is not known to this renderer");
            switch (value)
            {
                case null:
                    document.Remove(key);
                    break;
                case JsonObject map when document[key] is JsonObject known:
                    Apply(known, map);
                    break;
                case JsonArray list when document[key] is JsonArray known:
                    Merge(known, list, key);
                    break;
                default:
                    document[key] = value.DeepClone();
                    break;
            }
        }
    }

    // New items come first, in the patch's order.
    private static void Merge(JsonArray known, JsonArray list, string name)
    {
        if (!MergeKeys.TryGetValue(name, out var key)) throw new RenderingException($"how {name} is merged is not known to this renderer");
        var added = 0;
        foreach (var item in list.Select(item => item!.AsObject()))
        {
            if (known.FirstOrDefault(other => JsonNode.DeepEquals(other![key], item[key])) is JsonObject same) Apply(same, item);
            else known.Insert(added++, item.DeepClone());
        }
    }
}
