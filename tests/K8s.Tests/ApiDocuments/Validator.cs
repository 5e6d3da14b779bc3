using System.Formats.Tar;
using System.IO.Compression;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Periods.Gateway.Tests.Running;

namespace Periods.K8s.Tests.ApiDocuments;

/// <summary>The validator with its documents and the two packages it imports, in a folder of this run's own.</summary>
internal sealed class Validator : IDisposable
{
    private readonly TempFolder _folder = new();

    private string Documents => _folder.File("documents");

    public static async Task<Validator> Unpack(string from)
    {
        var validator = new Validator();
        Directory.CreateDirectory(validator.Documents);
        await using var archive = File.OpenRead(Directory.GetFiles(from, "openapi-v3-*.tgz").Single());
        await using var tar = new GZipStream(archive, CompressionMode.Decompress);
        await TarFile.ExtractToDirectoryAsync(tar, validator.Documents, overwriteFiles: false);
        File.Copy(Path.Combine(from, "validate.mjs"), validator._folder.File("validate.mjs"));
        foreach (var file in new[] { "package.json", "package-lock.json" }) File.Copy(Path.Combine(Here(), file), validator._folder.File(file));
        var (exit, _, errors) = await Shell.Run("npm", ["ci", "--silent", "--ignore-scripts", "--prefix", validator._folder.Path]);
        Assert.True(exit == 0, $"npm: {errors}");
        return validator;
    }

    /// <summary>Whether all documents are taken, and what it said of each.</summary>
    public async Task<(bool IsTaken, string Said)> Check(IEnumerable<JsonObject> documents)
    {
        // JSON is YAML.
        var file = _folder.File("manifests.yaml");
        await File.WriteAllTextAsync(file, string.Join("\n---\n", documents.Select(d => d.ToJsonString())));
        var (exit, output, errors) = await Shell.Run("node", [_folder.File("validate.mjs"), Documents, file]);
        return (exit == 0, $"{string.Join('\n', output.Split('\n').Where(line => !line.StartsWith("ok ", StringComparison.Ordinal)))}{errors}");
    }

    public void Dispose() => _folder.Dispose();

    private static string Here([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}
