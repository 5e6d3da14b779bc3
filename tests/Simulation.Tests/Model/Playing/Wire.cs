using System.Net.Http.Headers;
using System.Text.Json;

namespace Periods.Simulation.Tests.Model.Playing;

/// <summary>A request as it goes over the wire; sent again it is the same, its key included.</summary>
internal sealed record Exchange(string Method, string Path, string? Body = null)
{
    public string? Token { get; init; }
    public Guid? Business { get; init; }
    public string? Key { get; init; }
    public bool Zenskar { get; init; }
    public bool Enveloped { get; init; }
    public string RequestId { get; init; } = "";

    /// <summary>If-Match of a command, If-None-Match of a read.</summary>
    public string? Condition { get; init; }

    /// <summary>The period that the path names.</summary>
    public Guid? Period { get; init; }

    /// <summary>The number of the silo to ask; null for the next one.</summary>
    public int? Silo { get; init; }
}

/// <summary>What came back, out of its envelope if it was in one.</summary>
/// <param name="Code">Of an error: its code, or, of a 422, the type of its first problem.</param>
internal sealed record Answer(int Status, string? Code, string Text, string? Tag = null)
{
    public JsonElement Json => JsonElement.Parse(Text);
}

/// <summary>Sends to the addresses in turn, and keeps which operations were played.</summary>
internal sealed class Wire : IDisposable
{
    private readonly HttpClient _http = new();
    private IReadOnlyList<Uri> _addresses = [];
    private int _next;

    /// <summary>The operations that were answered with a success.</summary>
    public HashSet<string> Accepted { get; } = [];

    public int Silos => _addresses.Count;

    public void Use(IReadOnlyList<Uri> addresses) => _addresses = addresses;

    public int NextSilo() => _next++ % _addresses.Count;

    public async Task<Answer> Send(Exchange exchange)
    {
        using var response = await _http.SendAsync(Request(exchange));
        var text = await response.Content.ReadAsStringAsync();
        return Of(exchange, response, text);
    }

    /// <summary>The first event of a stream, as the answer it carries; an error as it is.</summary>
    public async Task<Answer> First(Exchange exchange)
    {
        using var response = await _http.SendAsync(Request(exchange), HttpCompletionOption.ResponseHeadersRead);
        if (!response.IsSuccessStatusCode) return Of(exchange, response, await response.Content.ReadAsStringAsync());
        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync());
        while (await lines.ReadLineAsync() is { } line)
            if (line.StartsWith("data: ", StringComparison.Ordinal)) return Of(exchange, response, line["data: ".Length..]);
        return new(0, "the stream ended", "");
    }

    public void Dispose() => _http.Dispose();

    private HttpRequestMessage Request(Exchange exchange)
    {
        var request = new HttpRequestMessage(new HttpMethod(exchange.Method), new Uri(_addresses[exchange.Silo ?? NextSilo()], exchange.Path));
        if (exchange.Token is { } token && exchange.Zenskar) request.Headers.Add("x-api-key", token);
        else if (exchange.Token is { } bearer) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", bearer);
        if (exchange.Business is { } business) request.Headers.Add(exchange.Zenskar ? "organisation" : "x-business-id", business.ToString());
        if (exchange.Key is { } key) request.Headers.Add("Idempotency-Key", $"\"{key}\"");
        if (exchange.Condition is { } condition) request.Headers.TryAddWithoutValidation(exchange.Method == "GET" ? "If-None-Match" : "If-Match", condition);
        if (exchange.Enveloped) request.Headers.Add("Prefer", "envelope");
        request.Headers.Add("x-request-id", exchange.RequestId);
        if (exchange.Body is { } body) request.Content = new StringContent(body, new MediaTypeHeaderValue("application/json"));
        return request;
    }

    private Answer Of(Exchange exchange, HttpResponseMessage response, string text)
    {
        var status = (int)response.StatusCode;
        var tag = response.Headers.ETag?.ToString();
        if (!response.Headers.TryGetValues("x-request-id", out var ids) || ids.Single() != exchange.RequestId) return new(status, "another request id", text);
        if (status == 304) return new(status, null, text, tag);
        if (!response.IsSuccessStatusCode) return new(status, Code(text), text, tag);
        Accepted.Add(Contract.OperationOf(exchange));
        return exchange.Enveloped && response.Content.Headers.ContentType?.MediaType == "application/json" ? Unwrapped(exchange, status, text, tag) : new(status, null, text, tag);
    }

    /// <summary>What has no body has one in an envelope, and a 200 with it.</summary>
    private static Answer Unwrapped(Exchange exchange, int status, string text, string? tag)
    {
        var json = JsonElement.Parse(text);
        var code = status == 201 ? "created" : "ok";
        if (json.ValueKind != JsonValueKind.Object || json.EnumerateObject().Count() != 4 || !json.TryGetProperty("success", out var success) || !success.GetBoolean()
            || json.GetProperty("code").GetString() != code || json.GetProperty("message").GetString() is null) return new(status, "no envelope", text);
        var data = json.GetProperty("data");
        return exchange.Method == "DELETE" ? new(status == 200 && data.ValueKind == JsonValueKind.Null ? 204 : status, null, "", tag) : new(status, null, data.GetRawText(), tag);
    }

    private static string? Code(string text)
    {
        var json = JsonElement.Parse(text);
        return json.TryGetProperty("code", out var code) ? code.GetString() : json.GetProperty("detail")[0].GetProperty("type").GetString();
    }
}
