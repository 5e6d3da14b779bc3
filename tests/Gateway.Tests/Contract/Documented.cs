using System.Globalization;
using System.Text.Json;

namespace Periods.Gateway.Tests.Contract;

/// <summary>Whether an answer is the documented one: status, headers, media type, schema; an error word for word.</summary>
internal static class Documented
{
    public static void Is(DocumentedOperation operation, int status, ContractAnswer answer)
    {
        Assert.True(answer.Status == status, $"{answer.Status} {answer.Text}");
        var response = operation.Response(status);
        if (response.TryGetProperty("headers", out var headers))
            foreach (var header in headers.EnumerateObject()) Assert.Contains(header.Name, answer.Headers);
        if (!response.TryGetProperty("content", out var content))
        {
            Assert.Equal("", answer.Text);
            return;
        }

        var documented = Assert.Single(content.EnumerateObject());
        Assert.Equal(documented.Name, answer.MediaType);
        if (documented.Name == "text/event-stream")
            AssertEvent(answer.Text);
        else
            Assert.Empty(SchemaChecker.Objections(answer.Json, documented.Value.GetProperty("schema")));

        // An error is one of those the operation lists, word for word.
        if (status is >= 400 and not 422)
            Assert.Contains(operation.Examples(status), example => JsonElement.DeepEquals(example.Value, answer.Json));
    }

    private static void AssertEvent(string text)
    {
        var lines = text.Split('\n');
        Assert.Equal(["id", "event", "data"], lines.Select(line => line[..line.IndexOf(": ", StringComparison.Ordinal)]));
        Assert.Equal("event: close-score", lines[1]);
        using var score = JsonDocument.Parse(lines[2]["data: ".Length..]);
        Assert.Empty(SchemaChecker.Objections(score.RootElement, ContractDocument.Schema("GetCloseScoreResponse")));
        Assert.Equal($"id: {score.RootElement.GetProperty("version").GetInt64().ToString(CultureInfo.InvariantCulture)}", lines[0]);
    }
}
