using System.Text;

namespace Periods.Gateway.Tests.Contract;

/// <summary>A request put together from what the document says of its operation.</summary>
internal sealed record ContractRequest(HttpClient Http, DocumentedOperation Operation)
{
    /// <summary>Null to send none.</summary>
    public string? Credential { get; init; }

    /// <summary>Null to send none.</summary>
    public string? Business { get; init; }

    public string Period { get; init; } = "";

    public string Token { get; init; } = $"{Guid.NewGuid()}";

    public string Step { get; init; } = "trial_balance_review";

    /// <summary>As sent, with the question mark; null for the examples of the required parameters.</summary>
    public string? Query { get; init; }

    public (string Name, string Value)? Header { get; init; }

    public string? Body { get; init; }

    /// <summary>Sent as they are, in the place of a body.</summary>
    public byte[]? Bytes { get; init; }

    public async Task<ContractAnswer> Send()
    {
        using var request = Message();
        using var response = await Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        return await ContractAnswer.Read(response);
    }

    public HttpRequestMessage Message()
    {
        var path = Operation.Path.Replace("{period_id}", Uri.EscapeDataString(Period), StringComparison.Ordinal)
            .Replace("{token_id}", Uri.EscapeDataString(Token), StringComparison.Ordinal)
            .Replace("{step_id}", Uri.EscapeDataString(Step), StringComparison.Ordinal);
        var request = new HttpRequestMessage(new HttpMethod(Operation.Method), path + (Query ?? RequiredQuery()));
        if (Credential is not null)
            request.Headers.TryAddWithoutValidation(Operation.IsZenskar ? "x-api-key" : "Authorization", Operation.IsZenskar ? Credential : $"Bearer {Credential}");
        if (Business is not null && Operation.BusinessHeader is { } name) request.Headers.TryAddWithoutValidation(name, Business);
        if (Header is { } header) request.Headers.TryAddWithoutValidation(header.Name, header.Value);
        if (Bytes is not null) request.Content = new ByteArrayContent(Bytes) { Headers = { { "Content-Type", "application/json" } } };
        else if (Body is not null) request.Content = new StringContent(Body, Encoding.UTF8, "application/json");
        return request;
    }

    private string RequiredQuery()
    {
        var required = Operation.Parameters("query").Where(p => p.GetProperty("required").GetBoolean());
        return "?" + string.Join('&', required.Select(p => $"{p.GetProperty("name")}={p.GetProperty("example")}"));
    }
}
