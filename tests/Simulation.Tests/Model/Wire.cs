using System.Net.Http.Headers;
using System.Text.Json;

namespace Periods.Simulation.Tests.Model;

/// <summary>A request as it goes over the wire; sent again it is the same, its key included.</summary>
internal sealed record Exchange(string Method, string Path, string? Body, string? Token, Guid? Business, string? Key, bool Zenskar = false);

/// <summary>What came back.</summary>
/// <param name="Code">Of an error: its code, or, of a 422, the type of its first problem.</param>
internal sealed record Answer(int Status, string? Code, string Text)
{
    public JsonElement Json => JsonElement.Parse(Text);
}

/// <summary>Sends to the addresses in turn.</summary>
internal sealed class Wire : IDisposable
{
    private readonly HttpClient _http = new();
    private IReadOnlyList<Uri> _addresses = [];
    private int _next;

    public void Use(IReadOnlyList<Uri> addresses) => _addresses = addresses;

    public async Task<Answer> Send(Exchange exchange)
    {
        using var response = await _http.SendAsync(Request(exchange));
        var text = await response.Content.ReadAsStringAsync();
        return new((int)response.StatusCode, response.IsSuccessStatusCode ? null : Code(text), text);
    }

    /// <summary>The first event of a stream, as the answer it carries; an error as it is.</summary>
    public async Task<Answer> First(Exchange exchange)
    {
        using var response = await _http.SendAsync(Request(exchange), HttpCompletionOption.ResponseHeadersRead);
        if (!response.IsSuccessStatusCode) return new((int)response.StatusCode, Code(await response.Content.ReadAsStringAsync()), "");
        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync());
        while (await lines.ReadLineAsync() is { } line)
            if (line.StartsWith("data: ", StringComparison.Ordinal)) return new((int)response.StatusCode, null, line["data: ".Length..]);
        return new(0, "the stream ended", "");
    }

    public void Dispose() => _http.Dispose();

    private HttpRequestMessage Request(Exchange exchange)
    {
        var request = new HttpRequestMessage(new HttpMethod(exchange.Method), new Uri(_addresses[_next++ % _addresses.Count], exchange.Path));
        if (exchange.Token is { } token && exchange.Zenskar) request.Headers.Add("x-api-key", token);
        else if (exchange.Token is { } bearer) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", bearer);
        if (exchange.Business is { } business) request.Headers.Add(exchange.Zenskar ? "organisation" : "x-business-id", business.ToString());
        if (exchange.Key is { } key) request.Headers.Add("Idempotency-Key", $"\"{key}\"");
        if (exchange.Body is { } body) request.Content = new StringContent(body, new MediaTypeHeaderValue("application/json"));
        return request;
    }

    private static string? Code(string text)
    {
        var json = JsonElement.Parse(text);
        return json.TryGetProperty("code", out var code) ? code.GetString() : json.GetProperty("detail")[0].GetProperty("type").GetString();
    }
}
