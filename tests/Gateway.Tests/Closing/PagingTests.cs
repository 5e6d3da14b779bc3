using System.Buffers.Text;
using System.Text.Json;
using Periods.Gateway.Tests.Running;

namespace Periods.Gateway.Tests.Closing;

/// <summary>Pages of the period list: both directions, every order, each period exactly once.</summary>
public sealed class PagingTests(TestService service) : IClassFixture<TestService>
{
    private const int Months = 11;

    public static TheoryData<string, bool, int> Orders => new()
    {
        { "created_at", true, 1 }, { "created_at", false, 4 }, { "period_start", true, 3 }, { "period_start", false, 11 }, { "period_end", true, 5 }, { "period_end", false, 2 },
    };

    [Theory]
    [MemberData(nameof(Orders))]
    public async Task Every_period_is_on_exactly_one_page_in_both_directions(string sort, bool descending, int limit)
    {
        var (company, ids) = await Calendar();
        // Created in the order of their dates: one expectation for all three orders.
        var expected = descending ? ids.Reverse().ToArray() : ids;
        var list = $"{PeriodCalls.Periods}?sort_by={sort}&descending={(descending ? "true" : "false")}&limit={limit}&include_total_count=yes";

        var forth = new List<Guid>();
        var page = await Page(company, list);
        Assert.Equal((false, JsonValueKind.Null), (page.HasPrev, page.Prev.ValueKind));
        for (; ; page = await Page(company, $"{list}&cursor={page.Next}"))
        {
            forth.AddRange(page.Ids);
            Assert.True(forth.Count <= Months, "More than there are: pages repeat.");
            if (!page.HasNext) break;
        }
        Assert.Equal(expected, forth);
        Assert.Equal(JsonValueKind.Null, page.Next.ValueKind);

        var back = new List<Guid>(page.Ids);
        while (page.HasPrev)
        {
            page = await Page(company, $"{list}&direction=prev&cursor={page.Prev}");
            back.InsertRange(0, page.Ids);
            Assert.True(back.Count <= Months, "More than there are: pages repeat.");
        }
        Assert.Equal(expected, back);
    }

    [Theory]
    [InlineData("", "34")]
    [InlineData("sort_by=created_at", "34")]
    [InlineData("sort_by=period_start", "43")]
    [InlineData("sort_by=period_end", "43")]
    public async Task The_newest_comes_first_unless_another_order_is_asked_for(string order, string months)
    {
        var company = await service.NewCompany();
        await company.OpenPeriod("2026-04-01", "2026-04-30");
        await company.OpenPeriod();

        var page = (await company.Viewer.Client.Get($"{PeriodCalls.Periods}?{order}")).Ok();

        Assert.Equal(months, string.Concat(page.Json.GetProperty("items").EnumerateArray().Select(period => period.GetProperty("period_start").GetString()![6])));
    }

    [Fact]
    public async Task Without_a_cursor_the_direction_prev_starts_at_the_end()
    {
        var (company, ids) = await Calendar();
        var page = await Page(company, $"{PeriodCalls.Periods}?sort_by=period_end&descending=false&limit=3&direction=prev&include_total_count=1");
        Assert.Equal(ids[^3..], page.Ids);
        Assert.Equal((false, true), (page.HasNext, page.HasPrev));
    }

    [Fact]
    public async Task What_is_created_meanwhile_moves_no_page()
    {
        var (company, ids) = await Calendar();
        var list = $"{PeriodCalls.Periods}?sort_by=period_start&descending=false&limit=5&include_total_count=true";
        var first = await Page(company, list);
        await company.OpenPeriod("2019-01-01", "2019-01-31");
        Assert.Equal(ids[5..10], (await Page(company, $"{list}&cursor={first.Next}")).Ids);
    }

    [Theory]
    [InlineData("LOCKED", "1")]
    [InlineData("2026-02", "2")]
    [InlineData("-03-31", "3")]
    [InlineData("aUdIt", "1")]
    [InlineData("late%20%C3%9Cberweisung", "3")]
    [InlineData("late%20%C3%BCBERWEISUNG", "3")]
    [InlineData("sed", "2")]
    [InlineData("e", "123")]
    [InlineData("", "123")]
    [InlineData("nowhere", "")]
    [InlineData("%25", "")]
    public async Task A_search_finds_status_dates_and_reasons_in_any_case(string search, string months)
    {
        var company = await service.NewCompany();
        var ids = new List<Guid>();
        foreach (var month in new[] { "2026-01-31", "2026-02-28", "2026-03-31" }) ids.Add(await company.OpenPeriod($"{month[..8]}01", month));
        (await company.Admin.Client.ClosePeriod("2026-01-31")).Ok();
        (await company.Admin.Client.Post($"{PeriodCalls.Periods}/{ids[0]}/lock", """{"lock_reason":"by the Audit"}""")).Ok();
        (await company.Admin.Client.ClosePeriod("2026-02-28")).Ok();
        (await company.Admin.Client.ClosePeriod("2026-03-31")).Ok();
        (await company.Admin.Client.ReopenPeriod(ids[2], "Late Überweisung")).Ok();

        var found = (await company.Viewer.Client.Get($"{PeriodCalls.Periods}?search={search}&sort_by=period_start&descending=0&include_total_count=1")).Ok();

        Assert.Equal(months, string.Concat(found.Json.GetProperty("items").EnumerateArray().Select(period => period.GetProperty("period_start").GetString()![6])));
        Assert.Equal(months.Length, found.Number("total"));
    }

    [Fact]
    public async Task The_filter_applies_to_items_and_total()
    {
        var (company, ids) = await Calendar();
        for (var month = 1; month <= 4; month++) (await company.Admin.Client.ClosePeriod(End(month))).Ok();
        (await company.Admin.Client.LockPeriod(ids[0])).Ok();

        foreach (var (status, expected) in new[] { ("open", ids[4..]), ("closed", ids[1..4]), ("locked", ids[..1]) })
        {
            var answer = (await company.Viewer.Client.Get($"{PeriodCalls.Periods}?status={status}&sort_by=period_start&descending=0&include_total_count=on")).Ok();
            Assert.Equal(expected, answer.Json.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("id").GetGuid()));
            Assert.Equal(expected.Length, answer.Number("total"));
        }
    }

    [Fact]
    public async Task The_answer_has_every_key_and_a_total_only_when_asked()
    {
        var (company, ids) = await Calendar();
        var newest = (await company.Viewer.Client.Get($"{PeriodCalls.Periods}/{ids[^1]}")).Ok().Body;
        (await company.Viewer.Client.Get($"{PeriodCalls.Periods}?limit=1")).Is(
            200, $$"""{"items":[{{newest}}],"total":null,"limit":1,"next_cursor":"<cursor>","prev_cursor":null,"has_next":true,"has_prev":false}""");
        (await company.Viewer.Client.Get($"{PeriodCalls.Periods}?limit=1&include_total_count=true")).Is(
            200, $$"""{"items":[{{newest}}],"total":11,"limit":1,"next_cursor":"<cursor>","prev_cursor":null,"has_next":true,"has_prev":false}""");
        Assert.Equal(50, (await company.Viewer.Client.Get(PeriodCalls.Periods)).Number("limit"));
    }

    [Theory]
    [InlineData("junk")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public async Task A_cursor_nobody_gave_out_is_400(string cursor)
    {
        var company = await service.NewCompany();
        (await company.Viewer.Client.Get($"{PeriodCalls.Periods}?cursor={cursor}"))
            .IsError(400, "invalid_cursor", "The cursor does not belong to this list and sort order");
    }

    [Fact]
    public async Task A_cursor_of_another_order_is_400()
    {
        var (company, _) = await Calendar();
        var page = await Page(company, $"{PeriodCalls.Periods}?limit=2&include_total_count=true");
        foreach (var other in new[] { "sort_by=period_end", "descending=false" })
            (await company.Viewer.Client.Get($"{PeriodCalls.Periods}?{other}&cursor={page.Next}"))
                .IsError(400, "invalid_cursor", "The cursor does not belong to this list and sort order");
    }

    [Fact]
    public async Task A_cursor_that_is_not_to_the_letter_what_was_given_out_is_400()
    {
        var (company, _) = await Calendar();
        var given = (await Page(company, $"{PeriodCalls.Periods}?limit=2&include_total_count=true")).Next.GetString()!;
        var bytes = Base64Url.DecodeFromChars(given);
        bytes[1] |= 4;
        foreach (var altered in new[] { $"{given[..9]}%20{given[9..]}", $"{given}%0A", Base64Url.EncodeToString(bytes) })
            (await company.Viewer.Client.Get($"{PeriodCalls.Periods}?cursor={altered}"))
                .IsError(400, "invalid_cursor", "The cursor does not belong to this list and sort order");
    }

    [Theory]
    [InlineData("limit=abc", "int_parsing", "Input should be a valid integer, unable to parse string as an integer", "")]
    [InlineData("limit=1.5", "int_parsing", "Input should be a valid integer, unable to parse string as an integer", "")]
    [InlineData("limit=", "int_parsing", "Input should be a valid integer, unable to parse string as an integer", "")]
    [InlineData("limit=0", "greater_than_equal", "Input should be greater than or equal to 1", ",\"ctx\":{\"ge\":1}")]
    [InlineData("limit=1001", "less_than_equal", "Input should be less than or equal to 1000", ",\"ctx\":{\"le\":1000}")]
    [InlineData("status=x", "enum", "Input should be 'open', 'closed' or 'locked'", ",\"ctx\":{\"expected\":\"'open', 'closed' or 'locked'\"}")]
    [InlineData("direction=up", "literal_error", "Input should be 'next' or 'prev'", ",\"ctx\":{\"expected\":\"'next' or 'prev'\"}")]
    [InlineData("sort_by=id", "literal_error", "Input should be 'created_at', 'period_start' or 'period_end'", ",\"ctx\":{\"expected\":\"'created_at', 'period_start' or 'period_end'\"}")]
    [InlineData("descending=2", "bool_parsing", "Input should be a valid boolean, unable to interpret input", "")]
    [InlineData("include_total_count=perhaps", "bool_parsing", "Input should be a valid boolean, unable to interpret input", "")]
    public async Task A_wrong_parameter_is_named(string query, string type, string msg, string ctx)
    {
        var company = await service.NewCompany();
        var (name, value) = (query[..query.IndexOf('=', StringComparison.Ordinal)], query[(query.IndexOf('=', StringComparison.Ordinal) + 1)..]);
        (await company.Viewer.Client.Get($"{PeriodCalls.Periods}?{query}"))
            .IsProblem($$"""{"type":"{{type}}","loc":["query","{{name}}"],"msg":"{{msg}}","input":"{{value}}"{{ctx}}}""");
    }

    private async Task<(Company Company, Guid[] Ids)> Calendar()
    {
        var company = await service.NewCompany();
        var ids = new Guid[Months];
        for (var month = 1; month <= Months; month++) ids[month - 1] = await company.OpenPeriod($"2025-{month:00}-01", End(month));
        return (company, ids);
    }

    private static string End(int month) => $"2025-{month:00}-{DateTime.DaysInMonth(2025, month)}";

    private static async Task<(Guid[] Ids, bool HasNext, bool HasPrev, JsonElement Next, JsonElement Prev)> Page(Company company, string list)
    {
        var page = (await company.Viewer.Client.Get(list)).Ok().Json;
        return (
            [.. page.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("id").GetGuid())],
            page.GetProperty("has_next").GetBoolean(), page.GetProperty("has_prev").GetBoolean(), page.GetProperty("next_cursor"), page.GetProperty("prev_cursor"));
    }
}
