using System.Text.Json;
using Periods.Gateway.Startup;

namespace Periods.Gateway.Tests.Contract;

/// <summary>The committed OpenAPI document.</summary>
internal static class ContractDocument
{
    public static readonly JsonElement Root = Load();

    public static readonly IReadOnlyList<DocumentedOperation> Operations =
    [
        .. from path in Root.GetProperty("paths").EnumerateObject()
           from method in path.Value.EnumerateObject()
           select new DocumentedOperation(method.Name.ToUpperInvariant(), path.Name, method.Value),
    ];

    public static DocumentedOperation Operation(string id) => Operations.Single(operation => operation.Id == id);

    public static JsonElement Schema(string name) => Component("schemas").GetProperty(name);

    public static JsonElement Component(string kind) => Root.GetProperty("components").GetProperty(kind);

    /// <summary>What a <c>$ref</c> points at; anything else is itself.</summary>
    public static JsonElement Resolve(JsonElement node) => node.TryGetProperty("$ref", out var reference)
        ? reference.GetString()!.Split('/').Skip(1).Aggregate(Root, (at, step) => at.GetProperty(step))
        : node;

    private static JsonElement Load()
    {
        using var resource = typeof(Service).Assembly.GetManifestResourceStream("openapi.json")!;
        return JsonDocument.Parse(resource).RootElement.Clone();
    }
}
