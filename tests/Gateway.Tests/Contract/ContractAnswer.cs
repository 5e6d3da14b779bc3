using System.Text.Json;

namespace Periods.Gateway.Tests.Contract;

/// <summary>What the service answered; of a stream, the first event.</summary>
internal sealed record ContractAnswer(int Status, string? MediaType, IReadOnlySet<string> Headers, string Text)
{
    public JsonElement Json => JsonDocument.Parse(Text).RootElement;

    public IEnumerable<JsonElement> Problems => Status == 422 ? Json.GetProperty("detail").EnumerateArray() : [];

    public static async Task<ContractAnswer> Read(HttpResponseMessage response)
    {
        var type = response.Content.Headers.ContentType?.MediaType;
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        var text = type == "text/event-stream" ? await FirstEvent(reader) : await reader.ReadToEndAsync();
        var headers = response.Headers.Concat(response.Content.Headers).Select(header => header.Key);
        return new((int)response.StatusCode, type, headers.ToHashSet(StringComparer.OrdinalIgnoreCase), text);
    }

    /// <summary>The problem of exactly this place, if there is one. A number is an index.</summary>
    public JsonElement? ProblemAt(params IEnumerable<string> loc)
    {
        var wanted = JsonSerializer.SerializeToElement(loc.Select(step => int.TryParse(step, out var index) ? (object)index : step).ToArray());
        var found = Problems.Where(problem => JsonElement.DeepEquals(problem.GetProperty("loc"), wanted)).ToList();
        return found.Count == 0 ? null : found[0];
    }

    private static async Task<string> FirstEvent(StreamReader reader)
    {
        var lines = new List<string>();
        while (await reader.ReadLineAsync() is { Length: > 0 } line) lines.Add(line);
        return string.Join('\n', lines);
    }
}
