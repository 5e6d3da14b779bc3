using Periods.Gateway.Tests.Running;
using Periods.K8s.Tests;

namespace Periods.Rollout.Releases;

/// <summary>A release of the service, published as its image has it.</summary>
internal sealed record Release(string Version, string Folder)
{
    public string Program => Path.Combine(Folder, "Periods.Gateway.dll");

    /// <summary>
    /// The release before this one and this one. The one before is the last tagged ancestor, where the clone has tags and history; else it is this one again, which
    /// still shows that a rollout itself costs nobody anything, though not that two releases get along.
    /// </summary>
    public static async Task<(Release Before, Release Now)> Publish(TempFolder folder)
    {
        var tree = folder.File("tree");
        CopyWhatTheImageIsBuiltFrom(tree);
        var now = await Publish(tree, "now", folder);
        if (await LastTag() is not { } tag) return (now with { Version = "the same" }, now);
        var older = folder.File("older");
        Directory.CreateDirectory(older);
        await Run("bash", "-c", $"git -C '{Overlay.Root}' archive '{tag}' | tar -x -C '{older}'");
        return (await Publish(older, tag, folder), now);
    }

    private static async Task<Release> Publish(string tree, string version, TempFolder folder)
    {
        var release = new Release(version, folder.File($"release-{version}"));
        await Run("dotnet", "publish", Path.Combine(tree, "src/Gateway"), "-c", "Release", "--nologo", "-v", "quiet", "-o", release.Folder);
        return release;
    }

    // Not from the working tree itself: what the Dockerfile forgets to copy is missed here.
    private static void CopyWhatTheImageIsBuiltFrom(string tree)
    {
        var paths = File.ReadLines(Path.Combine(Overlay.Root, "Dockerfile"))
            .Where(line => line.StartsWith("COPY ", StringComparison.Ordinal) && !line.Contains("--from", StringComparison.Ordinal))
            .SelectMany(line => line.Split(' ')[1..^1]).Select(path => Path.Combine(Overlay.Root, path));
        foreach (var file in paths.SelectMany(path => Directory.Exists(path) ? Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories) : [path]))
        {
            var relative = Path.GetRelativePath(Overlay.Root, file);
            if (relative.Split('/').Any(step => step is "bin" or "obj")) continue;
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(tree, relative))!);
            File.Copy(file, Path.Combine(tree, relative));
        }
    }

    private static async Task<string?> LastTag()
    {
        var (exit, output, _) = await Shell.Run("git", ["-C", Overlay.Root, "describe", "--tags", "--abbrev=0", "--match", "v[0-9]*", "HEAD~1"]);
        return exit == 0 ? output.Trim() : null;
    }

    private static async Task Run(string program, params string[] arguments)
    {
        var (exit, output, errors) = await Shell.Run(program, arguments);
        Assert.True(exit == 0, $"{program} {string.Join(' ', arguments)}\n{output}{errors}");
    }
}
