using System.Globalization;
using System.Text.Json;

namespace Periods.Gateway.Tests.Contract;

/// <summary>An operation as the document has it.</summary>
internal sealed record DocumentedOperation(string Method, string Path, JsonElement Node)
{
    public string Id => Node.GetProperty("operationId").GetString()!;

    public bool IsZenskar => Node.TryGetProperty("security", out var security) && security[0].TryGetProperty("apiKey", out _);

    /// <summary>Null of the one operation that stands outside any business.</summary>
    public string? BusinessHeader =>
        Parameters("header").Select(parameter => parameter.GetProperty("name").GetString()).FirstOrDefault(name => name is "x-business-id" or "organisation");

    public bool HasBody => Node.TryGetProperty("requestBody", out _);

    /// <summary>Three operations look and change nothing, though their method is POST.</summary>
    public bool OnlyReads =>
        Method == "GET" || Path.EndsWith("/close-readiness", StringComparison.Ordinal) || Path.EndsWith("/validate-close", StringComparison.Ordinal)
        || Path.EndsWith("/posting-checks", StringComparison.Ordinal);

    /// <summary>Of the audit log, which the operator reads, too.</summary>
    public bool IsAudit => Path.Contains("/audit", StringComparison.Ordinal);

    public JsonElement BodySchema => ContractDocument.Resolve(Body.GetProperty("schema"));

    public IEnumerable<JsonElement> BodyExamples => Body.GetProperty("examples").EnumerateObject().Select(example => example.Value.GetProperty("value"));

    public int SuccessStatus => Statuses.Single(status => status is >= 200 and < 300);

    public IEnumerable<int> Statuses => Node.GetProperty("responses").EnumerateObject().Select(response => int.Parse(response.Name, CultureInfo.InvariantCulture));

    private JsonElement Body => Node.GetProperty("requestBody").GetProperty("content").GetProperty("application/json");

    public IEnumerable<JsonElement> Parameters(string place) => Node.TryGetProperty("parameters", out var parameters)
        ? parameters.EnumerateArray().Select(ContractDocument.Resolve).Where(parameter => parameter.GetProperty("in").GetString() == place)
        : [];

    public JsonElement Response(int status) =>
        ContractDocument.Resolve(Node.GetProperty("responses").GetProperty(status.ToString(CultureInfo.InvariantCulture)));

    /// <summary>The examples of a JSON answer, by name.</summary>
    public IEnumerable<(string Name, JsonElement Value)> Examples(int status)
    {
        if (!Response(status).TryGetProperty("content", out var content) || !content.TryGetProperty("application/json", out var json)) return [];
        return json.TryGetProperty("example", out var only)
            ? [("example", only)]
            : json.GetProperty("examples").EnumerateObject().Select(e => (e.Name, ContractDocument.Resolve(e.Value).GetProperty("value")));
    }
}
