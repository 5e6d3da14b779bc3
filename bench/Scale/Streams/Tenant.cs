using System.Net.Http.Json;
using System.Text.Json;

namespace Periods.Scale.Streams;

/// <summary>A business with one period that all streams watch, and as many tokens as they need: a token has a limit of streams, a user one of tokens.</summary>
internal sealed class Tenant(HttpClient http, string operatorToken)
{
    private readonly List<string> _tokens = [];
    private string _user = "";

    public string Business { get; private set; } = "";

    public string Period { get; private set; } = "";

    public string Path => $"/api/v1/accounting-periods/{Period}/close-score/stream";

    public async Task Make()
    {
        Business = await Post("/api/v1/businesses", operatorToken, """{"name": "Company"}""");
        Period = await Post("/api/v1/accounting-periods", await Token(0), """{"period_start": "2026-01-01", "period_end": "2026-01-31"}""");
    }

    /// <summary>The token of a stream, counted from 0.</summary>
    public async Task<string> Token(int stream)
    {
        while (_tokens.Count <= stream / Limits.StreamsPerTokenMax)
        {
            if (_tokens.Count % Limits.ActiveTokensPerUserMax == 0)
                _user = await Post("/api/v1/businesses/users", operatorToken,
                    $$"""{"email": "u{{_tokens.Count}}@company.example", "first_name": "U", "last_name": "U", "role": "owner"}""");
            _tokens.Add(await Post("/api/v1/tokens", operatorToken, $$"""{"name": "bench", "user_id": "{{_user}}"}""", "token"));
        }
        return _tokens[stream / Limits.StreamsPerTokenMax];
    }

    /// <summary>Changes the score; its new version.</summary>
    public async Task<long> Publish(long count)
    {
        var answer = await Send(HttpMethod.Put, $"/api/v1/accounting-periods/{Period}/close-inputs", _tokens[0], $$"""{"transaction_count": 1000000, "unreviewed_count": {{count}}}""");
        return answer.GetProperty("version").GetInt64();
    }

    private async Task<string> Post(string path, string token, string body, string field = "id") =>
        (await Send(HttpMethod.Post, path, token, body)).GetProperty(field).GetString()!;

    private async Task<JsonElement> Send(HttpMethod method, string path, string token, string body)
    {
        using var request = new HttpRequestMessage(method, path) { Content = new StringContent(body, new System.Net.Http.Headers.MediaTypeHeaderValue("application/json")) };
        request.Headers.Authorization = new("Bearer", token);
        if (Business.Length > 0) request.Headers.Add("x-business-id", Business);
        using var answer = await http.SendAsync(request);
        answer.EnsureSuccessStatusCode();
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }
}
