using System.Text.Json.Nodes;
using Periods.Gateway.Tests.Running;
using Periods.K8s.Tests.Rendering;

namespace Periods.K8s.Tests;

/// <summary>Our renderer is kustomize, as far as it goes, and says so where it does not go on.</summary>
public sealed class RendererTests
{
    public static TheoryData<string> Overlays => [.. Overlay.Names];

    [KubectlTheory]
    [MemberData(nameof(Overlays))]
    public async Task An_overlay_comes_out_as_kubectl_renders_it(string overlay)
    {
        using var folder = new TempFolder();
        var (exit, output, errors) = await Shell.Run("kubectl", ["kustomize", Overlay.Prepare(overlay, folder)]);
        Assert.True(exit == 0, errors);
        var (theirs, ours) = (Texts(Yaml.Parse(output)), Texts(Overlay.Render(overlay).Documents));
        Assert.Equal(theirs.Except(ours), ours.Except(theirs));
    }

    [Theory]
    [InlineData("kind: Kustomization\nnamePrefix: a-\n", "namePrefix is not known")]
    [InlineData("kind: Component\n", "is no Kustomization")]
    [InlineData("kind: Kustomization\nresources: [map.yaml, map.yaml]\n", "there are two ConfigMap map")]
    [InlineData("kind: Kustomization\nconfigMapGenerator: [{name: a, behavior: merge, literals: [a=b]}]\n", "no ConfigMap a to merge with")]
    [InlineData("kind: Kustomization\nresources: [map.yaml]\npatches: [{path: patch.yaml, target: {kind: Secret}}]\n", "patches nothing")]
    [InlineData("kind: Kustomization\nresources: [map.yaml]\npatches: [{path: patch.yaml}]\n", "does not say what it patches")]
    [InlineData("kind: Kustomization\nresources: [map.yaml]\npatches: [{path: patch.yaml, target: {kind: ConfigMap}}]\n", "changes the name of map")]
    [InlineData("kind: Kustomization\nresources: [map.yaml]\npatches: [{path: test.yaml, target: {kind: ConfigMap}}]\n", "test is not known")]
    [InlineData("kind: Kustomization\nresources: [map.yaml]\npatches: [{path: delete.yaml}]\n", "$patch is not known")]
    [InlineData("kind: Kustomization\nresources: [map.yaml]\npatches: [{path: list.yaml}]\n", "how words is merged is not known")]
    public void What_it_does_not_know_it_refuses(string kustomization, string says)
    {
        using var folder = new TempFolder();
        File.WriteAllText(folder.File("kustomization.yaml"), kustomization);
        File.WriteAllText(folder.File("map.yaml"), "kind: ConfigMap\nmetadata: {name: map}\nwords: [a]\n");
        File.WriteAllText(folder.File("patch.yaml"), "[{op: replace, path: /metadata/name, value: other}]");
        File.WriteAllText(folder.File("test.yaml"), "[{op: test, path: /metadata/name, value: other}]");
        File.WriteAllText(folder.File("delete.yaml"), "{kind: ConfigMap, metadata: {name: map}, $patch: delete}");
        File.WriteAllText(folder.File("list.yaml"), "{kind: ConfigMap, metadata: {name: map}, words: [b]}");
        Assert.Contains(says, Assert.Throws<RenderingException>(() => Renderer.Render(folder.Path)).Message, StringComparison.Ordinal);
    }

    private static List<string> Texts(IEnumerable<JsonNode> documents) => [.. documents.Select(d => Sorted(d)!.ToJsonString()).Order(StringComparer.Ordinal)];

    private static JsonNode? Sorted(JsonNode? node) => node switch
    {
        JsonObject map => new JsonObject(map.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => KeyValuePair.Create(pair.Key, Sorted(pair.Value)))),
        JsonArray list => new JsonArray([.. list.Select(Sorted)]),
        _ => node?.DeepClone(),
    };
}
