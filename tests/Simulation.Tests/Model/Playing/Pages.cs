using System.Text.Json;

namespace Periods.Simulation.Tests.Model.Playing;

/// <summary>Reads a list to its end, and back from there: what is read on the way back is what was read before.</summary>
internal sealed class Pages(Wire wire, Func<string> newRequestId)
{
    /// <summary>The code of a list that was another one on the way back.</summary>
    public const string OtherOnTheWayBack = "another page on the way back";

    /// <summary>The first page with the items of all.</summary>
    public async Task<Answer> All(Exchange exchange, Answer first)
    {
        var (list, next, previous, back) = exchange.Zenskar ? ("results", "next", "previous", "") : ("items", "next_cursor", "prev_cursor", "&direction=prev");
        List<JsonElement> pages = [first.Json];
        while (pages[^1].GetProperty(next).GetString() is { } cursor)
        {
            var (page, wrong) = await Read(exchange, cursor, "");
            if (wrong is not null) return wrong;
            pages.Add(page);
        }
        for (var (number, page) = (pages.Count - 1, pages[^1]); number > 0; number--)
        {
            (page, var wrong) = await Read(exchange, page.GetProperty(previous).GetString() ?? "", back);
            if (wrong is not null) return wrong;
            if (!JsonElement.DeepEquals(page.GetProperty(list), pages[number - 1].GetProperty(list))) return new(200, OtherOnTheWayBack, page.GetRawText());
        }
        var total = first.Json.TryGetProperty("total", out var count) ? count.GetRawText() : "null";
        return first with { Text = $$"""{"total": {{total}}, "items": [{{string.Join(',', pages.SelectMany(page => page.GetProperty(list).EnumerateArray()).Select(item => item.GetRawText()))}}]}""" };
    }

    private async Task<(JsonElement Page, Answer? Wrong)> Read(Exchange exchange, string cursor, string direction)
    {
        var answer = await wire.Send(exchange with { Path = $"{exchange.Path}&cursor={cursor}{direction}", RequestId = newRequestId(), Silo = null });
        return answer.Code is null ? (answer.Json, null) : (default, answer);
    }
}
