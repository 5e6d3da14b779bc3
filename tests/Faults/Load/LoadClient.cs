using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using Periods.Faults.Running;
using Periods.Gateway.Tests.Running;

namespace Periods.Faults.Load;

/// <summary>
/// One client: asks one thing after the other, on any door. What got no answer that says, it asks again under the same key, on another silo,
/// until it is told or its patience ends.
/// </summary>
internal sealed class LoadClient(string name, Func<Door> route, Ledger ledger, TimeSpan patience)
{
    /// <summary>Longer than the service takes to say that it cannot; shorter than a process frozen by a test.</summary>
    private static readonly TimeSpan AttemptTimeout = TimeSpan.FromSeconds(6);

    private static readonly TimeSpan BetweenAttempts = TimeSpan.FromMilliseconds(50);

    public async Task<Entry> Do(Request request)
    {
        var entry = ledger.Invoke(name, request);
        var since = Stopwatch.GetTimestamp();
        using var pace = new PeriodicTimer(BetweenAttempts);
        do
        {
            entry.Attempts++;
            if (await Attempt(entry, route()) is { } answer)
            {
                Learn(request, answer);
                ledger.Answer(entry, answer);
                return entry;
            }
            await pace.WaitForNextTickAsync();
        }
        while (request.IsCommand && Stopwatch.GetElapsedTime(since) < patience);
        return entry;
    }

    /// <summary>The same command under the same key once more, although it was answered.</summary>
    public static async Task<Answer> Repeat(Entry entry, Door door)
    {
        var (method, path, body) = entry.Request.Http;
        return await door.As(entry.Request.Home, entry.Request.Person).Keyed(entry.Key).Send(method, path, body is null ? null : Encoding.UTF8.GetBytes(body));
    }

    /// <summary>The answer, if one came that says what became of the request.</summary>
    private async Task<Answer?> Attempt(Entry entry, Door door)
    {
        var request = entry.Request;
        var (method, path, body) = request.Http;
        var client = door.As(request.Home, request.Person);
        if (request.IsCommand) client = client.Keyed(entry.Key);
        using var timeout = new CancellationTokenSource(AttemptTimeout);
        try
        {
            using var message = client.Request(method, path, body is null ? null : Encoding.UTF8.GetBytes(body));
            using var response = await client.Http.SendAsync(message, timeout.Token);
            var answer = await Answer.Of(response);
            Inspect(entry, door, answer);
            ledger.Attempted(Says(answer) ? null : $"{answer.Status} {answer.Body}");
            return Says(answer) ? answer : null;
        }
        catch (HttpRequestException e) when (e.HttpRequestError == HttpRequestError.ConnectionError)
        {
            ledger.FoundTheDoorShut();
            return null;
        }
        // A socket fault comes bare when the other end dies between connecting and being asked who it is.
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException or IOException or SocketException)
        {
            ledger.Attempted($"{e.GetBaseException().GetType().Name}: {e.GetBaseException().Message}");
            return null;
        }
    }

    /// <summary>Whether an answer tells what became of the command. A key in flight, an overload, storage away: ask again.</summary>
    private static bool Says(Answer answer) => answer.Status is < 500 and not 429 && !(answer.Status == 409 && answer.Body.Contains("idempotency_key_in_flight", StringComparison.Ordinal));

    private static void Learn(Request request, Answer answer)
    {
        if (request.Deed == Deed.Create && answer.Status == 201) request.Month.Period = answer.Id;
    }

    private void Inspect(Entry entry, Door door, Answer answer)
    {
        if (answer.Status is 500 or 401 or 403) ledger.Surprise($"{door.Name} answered {answer.Status} {answer.Body} to {entry.Request}");
        if (answer.Status is 503 or 429 && !answer.Headers.ContainsKey("Retry-After")) ledger.Surprise($"{door.Name} answered {answer.Status} without Retry-After");
        if (entry.Request.Deed == Deed.Snoop)
        {
            if (answer.Status is not (404 or 429 or 503)) ledger.Surprise($"{door.Name} showed another tenant's period: {answer.Status} {answer.Body}");
        }
        else if (answer.Status < 300 && Owners(answer).Any(owner => owner != $"{entry.Request.Month.Company.Id}"))
        {
            ledger.Surprise($"{door.Name} answered with another tenant's row: {answer.Body}");
        }
    }

    /// <summary>Whose every row of an answer is.</summary>
    private static IEnumerable<string?> Owners(Answer answer)
    {
        if (answer.Body.Length == 0) return [];
        var body = answer.Json;
        return body.TryGetProperty("items", out var rows) ? rows.EnumerateArray().Select(row => row.GetProperty("business_id").GetString()) : [answer.Text("business_id")];
    }
}
