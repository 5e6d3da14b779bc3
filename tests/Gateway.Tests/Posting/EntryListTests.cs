using Periods.Gateway.Tests.Running;

namespace Periods.Gateway.Tests.Posting;

/// <summary>Pages of the entries: by posting date, then in the order of posting, each exactly once in both directions.</summary>
public sealed class EntryListTests(TestService service) : IClassFixture<TestService>
{
    // Posted in this order; several share a date.
    private static readonly string[] Dates = ["2026-03-05", "2026-01-31", "2026-03-05", "2026-02-10", "2025-12-31", "2026-03-05", "2026-02-10", "2026-04-01", "2026-03-05"];

    [Theory]
    [InlineData(1, "")]
    [InlineData(2, "&start_date=2026-01-31")]
    [InlineData(3, "&end_date=2026-03-05")]
    [InlineData(4, "&start_date=2026-02-10&end_date=2026-03-05")]
    [InlineData(9, "")]
    [InlineData(1, "&start_date=2026-03-05&end_date=2026-03-05")]
    [InlineData(5, "&start_date=2026-03-06&end_date=2026-03-31")]
    [InlineData(5, "&start_date=2026-04-01&end_date=2026-01-01")]
    public async Task Every_entry_between_the_dates_is_on_exactly_one_page_in_both_directions(int limit, string range)
    {
        var (company, posted) = await Posted();
        var expected = Expected(posted, range);
        var list = $"{PostingCalls.Entries}?limit={limit}{range}";

        foreach (var (direction, cursor, more) in new[] { ("next", "next_cursor", "has_next"), ("prev", "prev_cursor", "has_prev") })
        {
            var found = new List<Guid>();
            string? at = null;
            do
            {
                var page = (await company.Viewer.Client.Get($"{list}&include_total_count=1&direction={direction}{(at is null ? "" : $"&cursor={at}")}")).Ok();
                var ids = page.Json.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("id").GetGuid()).ToArray();
                found.InsertRange(direction == "next" ? found.Count : 0, ids);
                Assert.True(found.Count <= expected.Length, "More than there are: pages repeat.");
                Assert.Equal(expected.Length, page.Number("total"));
                Assert.Equal(at is not null, page.Json.GetProperty(direction == "next" ? "has_prev" : "has_next").GetBoolean());
                at = page.Json.GetProperty(more).GetBoolean() ? page.Text(cursor) : null;
            }
            while (at is not null);
            Assert.Equal(expected, found);
        }
    }

    [Fact]
    public async Task The_answer_has_every_key_and_the_entry_as_it_was_answered()
    {
        var company = await service.NewCompany();
        (await company.Viewer.Client.Get(PostingCalls.Entries)).Is(
            200, """{"items":[],"total":null,"limit":50,"next_cursor":null,"prev_cursor":null,"has_next":false,"has_prev":false}""");
        var first = (await company.Member.Client.PostEntry("2026-03-01T10:00:00+02:00")).Ok();
        (await company.Member.Client.PostEntry("2026-03-02")).Ok();
        (await company.Viewer.Client.Get($"{PostingCalls.Entries}?limit=1&include_total_count=true")).Is(
            200, $$"""{"items":[{{first.Body}}],"total":2,"limit":1,"next_cursor":"<cursor>","prev_cursor":null,"has_next":true,"has_prev":false}""");
    }

    [Fact]
    public async Task What_is_posted_meanwhile_moves_no_page()
    {
        var (company, posted) = await Posted();
        var page = (await company.Viewer.Client.Get($"{PostingCalls.Entries}?limit=4")).Ok();
        (await company.Member.Client.PostEntry("2025-01-01")).Ok();

        var next = (await company.Viewer.Client.Get($"{PostingCalls.Entries}?limit=2&cursor={page.Text("next_cursor")}")).Ok();

        Assert.Equal(Expected(posted, "")[4..6], next.Json.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("id").GetGuid()));
    }

    [Theory]
    [InlineData("junk")]
    [InlineData("AAAAAAAAAAAAAAAA")]
    [InlineData("_____wAAAAAAAAAB")]
    [InlineData("f____wAAAAAAAAAB")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public async Task A_cursor_nobody_gave_out_is_400(string cursor)
    {
        var company = await service.NewCompany();
        (await company.Viewer.Client.Get($"{PostingCalls.Entries}?cursor={cursor}"))
            .IsError(400, "invalid_cursor", "The cursor does not belong to this list and sort order");
    }

    [Theory]
    [InlineData("start_date=x", "date_from_datetime_parsing", "Input should be a valid date or datetime, input is too short", ",\"ctx\":{\"error\":\"input is too short\"}")]
    [InlineData("end_date=2026-01-31T12:00:00", "date_from_datetime_inexact", "Datetimes provided to dates should have zero time - e.g. be exact dates", "")]
    [InlineData("limit=0", "greater_than_equal", "Input should be greater than or equal to 1", ",\"ctx\":{\"ge\":1}")]
    [InlineData("limit=1001", "less_than_equal", "Input should be less than or equal to 1000", ",\"ctx\":{\"le\":1000}")]
    [InlineData("direction=up", "literal_error", "Input should be 'next' or 'prev'", ",\"ctx\":{\"expected\":\"'next' or 'prev'\"}")]
    [InlineData("include_total_count=perhaps", "bool_parsing", "Input should be a valid boolean, unable to interpret input", "")]
    public async Task A_wrong_parameter_is_named(string query, string type, string msg, string ctx)
    {
        var company = await service.NewCompany();
        var (name, value) = (query[..query.IndexOf('=', StringComparison.Ordinal)], query[(query.IndexOf('=', StringComparison.Ordinal) + 1)..]);
        (await company.Viewer.Client.Get($"{PostingCalls.Entries}?{query}"))
            .IsProblem($$"""{"type":"{{type}}","loc":["query","{{name}}"],"msg":"{{msg}}","input":"{{value}}"{{ctx}}}""");
    }

    private static Guid[] Expected((DateOnly Date, Guid Id)[] posted, string range)
    {
        var bounds = System.Web.HttpUtility.ParseQueryString(range);
        return [.. posted
            .Where(p => bounds["start_date"] is not { } from || p.Date >= DateOnly.ParseExact(from, "yyyy-MM-dd"))
            .Where(p => bounds["end_date"] is not { } to || p.Date <= DateOnly.ParseExact(to, "yyyy-MM-dd"))
            .OrderBy(p => p.Date).Select(p => p.Id)];
    }

    private async Task<(Company Company, (DateOnly Date, Guid Id)[] Posted)> Posted()
    {
        var company = await service.NewCompany();
        var posted = new List<(DateOnly, Guid)>();
        foreach (var date in Dates) posted.Add((DateOnly.ParseExact(date, "yyyy-MM-dd"), (await company.Member.Client.PostEntry(date)).Ok().Id));
        return (company, [.. posted]);
    }
}
