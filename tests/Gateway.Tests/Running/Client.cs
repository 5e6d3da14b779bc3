using System.Text;

namespace Periods.Gateway.Tests.Running;

/// <summary>Somebody who calls: an address, and the headers sent with each request.</summary>
internal sealed class Client(HttpClient http, params (string Name, string Value)[] headers)
{
    public HttpClient Http => http;

    public Uri Address => http.BaseAddress!;

    public Client With(string name, string value) => new(http, [.. headers.Where(h => h.Name != name), (name, value)]);

    public Client Without(string name) => new(http, [.. headers.Where(h => h.Name != name)]);

    public Client Keyed(string key) => With("Idempotency-Key", key);

    public Task<Answer> Get(string path) => Send("GET", path);

    public Task<Answer> Delete(string path) => Send("DELETE", path);

    public Task<Answer> Post(string path, string body) => Send("POST", path, Encoding.UTF8.GetBytes(body));

    public Task<Answer> Put(string path, string body) => Send("PUT", path, Encoding.UTF8.GetBytes(body));

    public async Task<Answer> Send(string method, string path, byte[]? body = null, string? contentType = "application/json")
    {
        using var request = Request(method, path, body, contentType);
        using var response = await http.SendAsync(request);
        return await Answer.Of(response);
    }

    public HttpRequestMessage Request(string method, string path, byte[]? body = null, string? contentType = "application/json")
    {
        var request = new HttpRequestMessage(new HttpMethod(method), path);
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        if (body is null) return request;
        request.Content = new ByteArrayContent(body);
        if (contentType is not null) request.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        return request;
    }
}
