using System.Runtime.CompilerServices;
using Periods.Gateway.Tests.Running;
using Periods.K8s.Tests.Rendering;

namespace Periods.K8s.Tests;

/// <summary>The overlays there are, and with each component added as its operator would.</summary>
internal static class Overlay
{
    public static string Root { get; } = Path.GetFullPath(Path.Combine(Here(), "../.."));

    public static string K8s { get; } = Path.Combine(Root, "k8s");

    /// <summary>An overlay's name, or <c>overlay+component</c>.</summary>
    public static IEnumerable<string> Names
    {
        get
        {
            var components = Folders("components");
            foreach (var overlay in Folders("overlays"))
            {
                yield return overlay;
                foreach (var component in components.Where(c => !File.ReadAllText(Kustomization(K8s, overlay)).Contains($"components/{c}", StringComparison.Ordinal)))
                    yield return $"{overlay}+{component}";
            }
        }
    }

    public static Manifests Render(string name)
    {
        using var folder = new TempFolder();
        return Renderer.Render(Prepare(name, folder));
    }

    /// <summary>The folder to render; with a component it is a copy, with the line added that an operator would add.</summary>
    public static string Prepare(string name, TempFolder folder)
    {
        if (name.Split('+') is not [var overlay, var component]) return Path.Combine(K8s, "overlays", name);
        foreach (var file in Directory.EnumerateFiles(K8s, "*.yaml", SearchOption.AllDirectories))
        {
            var copy = folder.File(Path.GetRelativePath(K8s, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
        var kustomization = Kustomization(folder.Path, overlay);
        var text = File.ReadAllText(kustomization);
        var line = $"  - ../../components/{component}\n";
        File.WriteAllText(kustomization, text.Contains("\ncomponents:\n", StringComparison.Ordinal)
            ? text.Replace("\ncomponents:\n", $"\ncomponents:\n{line}", StringComparison.Ordinal)
            : $"{text}components:\n{line}");
        return Path.GetDirectoryName(kustomization)!;
    }

    private static string[] Folders(string kind) => [.. Directory.GetDirectories(Path.Combine(K8s, kind)).Select(folder => Path.GetFileName(folder)!).Order(StringComparer.Ordinal)];

    private static string Kustomization(string k8s, string overlay) => Path.Combine(k8s, "overlays", overlay, "kustomization.yaml");

    private static string Here([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}
