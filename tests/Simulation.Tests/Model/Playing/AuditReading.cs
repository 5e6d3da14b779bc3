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
            var log = await Ask(sent);
            if (MayGrow(log, expected.Count) && asked < AsksMax)
            {
                await pace.WaitForNextTickAsync();
                continue;
            }
            var found = Entries(Whole(step, log));
            if (found.Length != expected.Count) throw new Difference(step, $"{expected.Count} entries: {JsonSerializer.Serialize(expected.Select(told => told.Shown))}", log);
            if (descending) Array.Reverse(found);
            Compare(step, expected, found, log);
            return;
        }
    }

    /// <summary>When each change was made, in order.</summary>
    public async Task<string[]> Times(Step step, Exchange changes) =>
        [.. Entries(Whole(step, await Ask(changes))).Select(entry => entry.GetProperty("at").GetString()!)];

    private async Task<Answer> Ask(Exchange sent)
    {
        var answer = await send(sent);
        return answer.Status == 200 ? await pages.All(sent, answer) : answer;
    }

    /// <summary>A refusal may come between two pages, too: then the way back is another one.</summary>
    private static bool MayGrow(Answer log, int expected) =>
        log.Status == 200 && (log.Code == Pages.OtherOnTheWayBack || (log.Code is null && Entries(log).Length < expected));

    private static Answer Whole(Step step, Answer log) => log is { Status: 200, Code: null } ? log : throw new Difference(step, "a page of the log", log);

    private static JsonElement[] Entries(Answer log) => [.. log.Json.GetProperty("items").EnumerateArray()];

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
