using System.Text.Json;
using System.Text.RegularExpressions;
using Periods.Gateway.Startup;

namespace Periods.Simulation.Tests.Model.Playing;

/// <summary>The operations that the committed OpenAPI document lists, by their ids.</summary>
internal static partial class Contract
{
    private static readonly (string Method, Regex Path, string Id)[] Listed = Load();

    public static IEnumerable<string> Operations => Listed.Select(operation => operation.Id);

    /// <summary>Which of them a request is for.</summary>
    public static string OperationOf(Exchange exchange) => OperationOf(exchange.Method, exchange.Path.Split('?')[0]);

    private static string OperationOf(string method, string path) => Listed.First(operation => operation.Method == method && operation.Path.IsMatch(path)).Id;

    /// <summary>Those whose paths name the most come first, since <c>close</c> is no id of a period.</summary>
    private static (string Method, Regex Path, string Id)[] Load()
    {
        using var resource = typeof(Service).Assembly.GetManifestResourceStream("openapi.json")!;
        using var document = JsonDocument.Parse(resource);
        return
        [
            .. from path in document.RootElement.GetProperty("paths").EnumerateObject()
               orderby Parameter().Count(path.Name)
               from operation in path.Value.EnumerateObject()
               where operation.Value.ValueKind == JsonValueKind.Object && operation.Value.TryGetProperty("operationId", out _)
               select (operation.Name.ToUpperInvariant(), new Regex($"^{Parameter().Replace(path.Name, "[^/]+")}$"), operation.Value.GetProperty("operationId").GetString()!),
        ];
    }

    [GeneratedRegex(@"\{[a-z_]+\}")]
    private static partial Regex Parameter();
}
