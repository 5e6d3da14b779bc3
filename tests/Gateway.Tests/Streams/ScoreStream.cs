using System.Text.Json;
using Periods.Gateway.Tests.Running;

namespace Periods.Gateway.Tests.Streams;

/// <summary>A change of the gauge, as the stream tells it.</summary>
internal sealed record ScoreChange(long Id, string Data)
{
    public decimal Score => JsonDocument.Parse(Data).RootElement.GetProperty("score").GetDecimal();

    public string Trigger => JsonDocument.Parse(Data).RootElement.GetProperty("trigger").GetString()!;
}

/// <summary>An open stream of score changes, read line by line.</summary>
internal sealed class ScoreStream : IDisposable
{
    private static readonly TimeSpan HangsAfter = TimeSpan.FromSeconds(30);

    private readonly HttpResponseMessage _response;
    private readonly StreamReader _lines;

    private ScoreStream(HttpResponseMessage response, Stream body)
    {
        _response = response;
        _lines = new StreamReader(body);
    }

    public HttpResponseMessage Response => _response;

    /// <summary>Null opens at the current gauge.</summary>
    public static async Task<ScoreStream> Open(Client client, Guid period, long? lastEventId = null)
    {
        var from = lastEventId is { } id ? client.With("Last-Event-ID", $"{id}") : client;
        using var request = from.Request("GET", $"{PeriodCalls.Periods}/{period}/close-score/stream");
        var response = await client.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal(200, (int)response.StatusCode);
        return new(response, await response.Content.ReadAsStreamAsync());
    }

    /// <summary>The next change; null when the service ended the stream.</summary>
    public async Task<ScoreChange?> Next()
    {
        long? id = null;
        string? data = null;
        while (await Line() is { } line)
        {
            if (line.StartsWith("id: ", StringComparison.Ordinal)) id = long.Parse(line.AsSpan(4), System.Globalization.CultureInfo.InvariantCulture);
            else if (line.StartsWith("data: ", StringComparison.Ordinal)) data = line[6..];
            else if (line.Length > 0) Assert.True(line == "event: close-score" || line[0] == ':', line);
            else if (data is not null) return new(id!.Value, data);
        }
        return null;
    }

    public async Task<List<ScoreChange>> Next(int count)
    {
        var changes = new List<ScoreChange>();
        while (changes.Count < count && await Next() is { } change) changes.Add(change);
        return changes;
    }

    /// <summary>What is left until the service ends the stream.</summary>
    public async Task<List<ScoreChange>> Rest() => await Next(int.MaxValue);

    public void Dispose()
    {
        _lines.Dispose();
        _response.Dispose();
    }

    private async Task<string?> Line()
    {
        try
        {
            return await _lines.ReadLineAsync().WaitAsync(HangsAfter);
        }
        catch (IOException)
        {
            // A service that was killed ends its streams without saying so.
            return null;
        }
    }
}
