using Periods.Gateway.Tests.Running;

namespace Periods.Gateway.Tests.Clients;

/// <summary>The TypeScript project beside this file in a folder of its own, with its packages as package-lock.json pins them, and the document that a service serves.</summary>
public sealed class TypeScriptProject : IAsyncLifetime, IDisposable
{
    private readonly TempFolder _folder = new();

    public async Task InitializeAsync()
    {
        foreach (var file in Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "Clients", "typescript")))
            File.Copy(file, _folder.File(Path.GetFileName(file)));
        // Nothing of the packages runs while they are installed.
        var (exitCode, output, errors) = await Shell.RunIn(_folder.Path, "npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--fetch-retries=1", "--fetch-timeout=30000"]);
        if (exitCode != 0) throw new InvalidOperationException($"This test installs the packages of tests/Gateway.Tests/Clients/typescript and needs an npm registry for that:\n{output}\n{errors}");
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose() => _folder.Dispose();

    internal async Task Take(Client service)
    {
        var document = await service.Get("/openapi.json");
        await File.WriteAllTextAsync(_folder.File("openapi.json"), document.Ok().Body);
    }

    /// <summary>A program that must end well.</summary>
    internal async Task<string> Run(string script, string[] arguments, params (string Name, string Value)[] environment)
    {
        var (exitCode, output, errors) = await Shell.RunIn(_folder.Path, "node", [script, .. arguments], environment);
        Assert.True(exitCode == 0, $"{script} ended with {exitCode}\n{output}\n{errors}");
        return output;
    }
}
