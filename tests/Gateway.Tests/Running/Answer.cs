using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Periods.Gateway.Tests.Running;

/// <summary>An answer as it came over the wire.</summary>
internal sealed partial record Answer(int Status, string Body, string? ContentType, IReadOnlyDictionary<string, string> Headers)
{
    /// <summary>What a template may leave open: a value made by the service, of which only the form is known.</summary>
    private static readonly Dictionary<string, string> Open = new()
    {
        ["<id>"] = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
        ["<time>"] = @"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{6})?Z",
        ["<hash>"] = "[0-9a-f]{64}",
        ["<secret>"] = "dz_[A-Za-z0-9_-]{64}",
        ["<prefix>"] = "dz_[A-Za-z0-9_-]{7}",
        ["<cursor>"] = "[A-Za-z0-9_-]+",
    };

    public JsonElement Json => JsonDocument.Parse(Body).RootElement;

    public static async Task<Answer> Of(HttpResponseMessage response)
    {
        var headers = response.Headers.Concat(response.Content.Headers).ToDictionary(h => h.Key, h => string.Join(", ", h.Value), StringComparer.OrdinalIgnoreCase);
        return new((int)response.StatusCode, await response.Content.ReadAsStringAsync(), response.Content.Headers.ContentType?.ToString(), headers);
    }

    /// <summary>Exactly this JSON, order of keys included. A template may be broken into lines; what it leaves open is listed above.</summary>
    public Answer Is(int status, string template)
    {
        var compact = string.Concat(template.Split('\n').Select(line => line.Trim()));
        if (Status != status || !Matches(compact, Body)) Assert.Equal($"{status} {compact}", $"{Status} {Body}");
        Assert.Equal("application/json", ContentType);
        Assert.Equal($"{Encoding.UTF8.GetByteCount(Body)}", Headers["Content-Length"]);
        return this;
    }

    public Answer IsProblem(string detail) => Is(422, $$"""{"detail":[{{detail}}]}""");

    public Answer IsError(int status, string code, string detail) => Is(status, $$"""{"detail":"{{detail}}","code":"{{code}}"}""");

    public Answer IsNothing(int status)
    {
        Assert.Equal($"{status} ", $"{Status} {Body}");
        return this;
    }

    public Answer IsStatus(int status)
    {
        Assert.True(Status == status, $"{Status} {Body}");
        return this;
    }

    /// <summary>For the steps that only lead up to what a test is about.</summary>
    public Answer Ok()
    {
        Assert.True(Status is >= 200 and < 300, $"{Status} {Body}");
        return this;
    }

    public Guid Id => Guid.Parse(Text("id"));

    public string Text(string field) => Json.GetProperty(field).GetString()!;

    public decimal Number(string field) => Json.GetProperty(field).GetDecimal();

    public static bool Matches(string template, string text)
    {
        var pattern = OpenPart().Replace(Regex.Escape(template), part => Open.GetValueOrDefault(part.Value, part.Value));
        return Regex.IsMatch(text, $@"\A{pattern}\z", RegexOptions.CultureInvariant);
    }

    [GeneratedRegex("<[a-z]+>")]
    private static partial Regex OpenPart();
}
