using System.Text.Json.Nodes;

namespace Periods.K8s.Tests.Rendering;

/// <summary>A kustomization.yaml, as far as ours go: every key that is not known here is refused, or it would be left out silently.</summary>
internal sealed class Kustomization
{
    private static readonly string[] Keys = ["apiVersion", "kind", "namespace", "resources", "components", "configMapGenerator", "images", "patches"];

    private readonly JsonObject _content;

    private Kustomization(string folder, JsonObject content) => (Folder, _content) = (folder, content);

    public string Folder { get; }

    public string? Namespace => (string?)_content["namespace"];

    public IEnumerable<string> Resources => Texts("resources");

    public IEnumerable<string> Components => Texts("components");

    public IEnumerable<JsonObject> ConfigMaps => Objects("configMapGenerator", "name", "behavior", "literals");

    public IEnumerable<JsonObject> Images => Objects("images", "name", "newName", "newTag");

    public IEnumerable<JsonObject> Patches => Objects("patches", "path", "target", "options");

    /// <param name="kind">Kustomization, or Component.</param>
    public static Kustomization Read(string folder, string kind)
    {
        var content = Yaml.Read(Path.Combine(folder, "kustomization.yaml")).Single().AsObject();
        if ((string?)content["kind"] != kind) throw new RenderingException($"{folder} is no {kind}");
        Known(content, folder, Keys);
        return new Kustomization(folder, content);
    }

    public static void Known(JsonObject content, string where, params string[] keys)
    {
        if (content.Select(pair => pair.Key).Except(keys).FirstOrDefault() is { } unknown) throw new RenderingException($"{where}: {unknown} is not known to this renderer");
    }

    public string PathOf(string relative) => Path.GetFullPath(Path.Combine(Folder, relative));

    private IEnumerable<string> Texts(string key) => List(key).Select(item => (string)item!);

    private IEnumerable<JsonObject> Objects(string key, params string[] keys)
    {
        foreach (var item in List(key).Select(item => item!.AsObject()))
        {
            Known(item, $"{Folder}, {key}", keys);
            yield return item;
        }
    }

    private JsonArray List(string key) => _content[key]?.AsArray() ?? [];
}
