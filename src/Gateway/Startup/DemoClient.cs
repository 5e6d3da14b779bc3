using System.Text.Json;

namespace Periods.Gateway.Startup;

/// <summary>Sends the demo's requests and shows each with its answer.</summary>
internal sealed class DemoClient(HttpClient http, TextWriter to)
{
    private const int ShownMax = 400;

    public void Say(string heading) => to.WriteLine($"\n# {heading}");

    public void Print(string text) => to.WriteLine(text);

    public Task<JsonElement> Get(string path, string token, string business) => Send(HttpMethod.Get, path, token, business, null);

    public Task<JsonElement> Post(string path, string token, string? business, string body) => Send(HttpMethod.Post, path, token, business, body);

    public Task<JsonElement> Put(string path, string token, string business, string body) => Send(HttpMethod.Put, path, token, business, body);

    private async Task<JsonElement> Send(HttpMethod method, string path, string token, string? business, string? body)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.Authorization = new("Bearer", token);
        if (business is not null) request.Headers.Add("x-business-id", business);
        if (body is not null) request.Content = new StringContent(body, new System.Net.Http.Headers.MediaTypeHeaderValue("application/json"));

        using var response = await http.SendAsync(request);
        var answer = await response.Content.ReadAsStringAsync();
        to.WriteLine($"{method} {path} {body}");
        to.WriteLine($"  {(int)response.StatusCode} {(answer.Length > ShownMax ? $"{answer[..ShownMax]}…" : answer)}");
        return JsonElement.Parse(answer);
    }
}
