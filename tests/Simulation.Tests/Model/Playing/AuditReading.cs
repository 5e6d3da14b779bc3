using System.Text.Json;
using Periods.Simulation.Tests.Model.Rules;
using Periods.Simulation.Tests.Model.Steps;

namespace Periods.Simulation.Tests.Model.Playing;

/// <summary>
/// The log against the trail. Changes stand in it in the order in which they were answered. Refusals are kept a moment after they are answered: they are waited for, and
/// each stands somewhere behind the changes that came before it.
/// </summary>
internal sealed class AuditReading(Pages pages, Func<Exchange, Task<Answer>> send)
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(20);
    private const int AsksMax = 250;

    /// <param name="sent">The request for the first page.</param>
    public async Task Check(Step step, Exchange sent, IReadOnlyList<Told> expected, bool descending)
    {
        using var pace = new PeriodicTimer(Pace);
        for (var asked = 1; ; asked++)
        {
            var log = await Read(step, sent);
            var found = log.Json.GetProperty("items").EnumerateArray().ToArray();
            if (found.Length < expected.Count && asked < AsksMax)
            {
                await pace.WaitForNextTickAsync();
                continue;
            }
            if (found.Length != expected.Count) throw new Difference(step, $"{expected.Count} entries: {JsonSerializer.Serialize(expected.Select(told => told.Shown))}", log);
            if (descending) Array.Reverse(found);
            Compare(step, expected, found, log);
            return;
        }
    }

    /// <summary>When each change was made, in order.</summary>
    public async Task<string[]> Times(Step step, Exchange changes) =>
        [.. (await Read(step, changes)).Json.GetProperty("items").EnumerateArray().Select(entry => entry.GetProperty("at").GetString()!)];

    private async Task<Answer> Read(Step step, Exchange sent)
    {
        var answer = await send(sent);
        if (answer.Status == 200) answer = await pages.All(sent, answer);
        return answer is { Status: 200, Code: null } ? answer : throw new Difference(step, "a page of the log", answer);
    }

    private static void Compare(Step step, IReadOnlyList<Told> expected, JsonElement[] found, Answer log)
    {
        var changes = new Queue<Told>(expected.Where(told => told.Code is null));
        var refusals = expected.Where(told => told.Code is not null).ToDictionary(told => told.By.RequestId);
        foreach (var entry in found)
        {
            if (entry.GetProperty("outcome").GetString() == "accepted")
            {
                if (!changes.TryDequeue(out var change)) throw new Difference(step, $"no such change as {entry}", log);
                Comparison.Check(step, change.Shown, entry, log);
                continue;
            }
            if (!refusals.Remove(entry.GetProperty("request_id").GetString()!, out var refusal)) throw new Difference(step, $"no such refusal as {entry}", log);
            Comparison.Check(step, refusal.Shown, entry, log);
            if (changes.TryPeek(out var next) && next.Behind < refusal.Behind) throw new Difference(step, $"the change {next.By.RequestId} before {entry}", log);
        }
    }
}
