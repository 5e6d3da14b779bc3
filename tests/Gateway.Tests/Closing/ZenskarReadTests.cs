using Periods.Gateway.Tests.Running;

namespace Periods.Gateway.Tests.Closing;

/// <summary>What Zenskar's clients see of the calendar: periods that were closed, newest end first, each with who closed it.</summary>
public sealed class ZenskarReadTests(TestService service) : IClassFixture<TestService>
{
    private const string Periods = "/accounting_new/periods";

    [Fact]
    public async Task A_closed_period_is_read_as_it_was_closed()
    {
        var company = await service.NewCompany();
        var closed = (await company.Zenskar(company.Admin).ZenskarClose("2026-01-31", "January")).Ok();

        (await company.Zenskar(company.Viewer).Get($"{Periods}/{closed.Id}")).Is(200, closed.Body);
        (await company.Zenskar(company.Viewer).Get(Periods)).Is(200, $$"""{"results":[{{closed.Body}}],"next":null,"previous":null,"total_count":1}""");
    }

    [Fact]
    public async Task A_period_that_was_never_closed_is_not_known()
    {
        var company = await service.NewCompany();
        var period = await company.OpenPeriod();

        (await company.Zenskar(company.Viewer).Get($"{Periods}/{period}")).IsError(404, "period_not_found", "Resource not found");
        (await company.Zenskar(company.Viewer).Get(Periods)).Is(200, """{"results":[],"next":null,"previous":null,"total_count":0}""");
    }

    [Fact]
    public async Task A_reopened_period_stays_known_and_says_that_it_is_open()
    {
        var company = await service.NewCompany();
        var period = await company.OpenPeriod();
        (await company.Owner.Client.ClosePeriod("2026-03-31")).Ok();
        (await company.Admin.Client.LockPeriod(period)).Ok();
        Assert.Equal("locked", (await Read()).Text("status"));
        (await company.Admin.Client.ReopenPeriod(period)).Ok();

        var read = await Read();

        Assert.Equal(("open", company.Owner.Id), (read.Text("status"), read.Json.GetProperty("closed_by_user").GetProperty("id").GetGuid()));
        Assert.Equal(1, (await company.Zenskar(company.Viewer).Get(Periods)).Number("total_count"));

        async Task<Answer> Read() => (await company.Zenskar(company.Viewer).Get($"{Periods}/{period}")).Ok();
    }

    [Fact]
    public async Task Each_comes_with_the_user_who_closed_it()
    {
        var company = await service.NewCompany();
        Person[] closers = [company.Admin, company.Owner, company.Admin];
        for (var month = 1; month <= closers.Length; month++) (await company.Zenskar(closers[month - 1]).ZenskarClose($"2026-0{month}-28")).Ok();

        var page = await company.Zenskar(company.Viewer).Get($"{Periods}?order=period_start");

        Assert.Equal(
            closers.Select(closer => closer.Email),
            page.Json.GetProperty("results").EnumerateArray().Select(period => period.GetProperty("closed_by_user").GetProperty("email").GetString()!));
    }

    [Theory]
    [InlineData("", "43")]
    [InlineData("order=-period_end", "43")]
    [InlineData("order=-period_start", "43")]
    [InlineData("order=-created_at", "34")]
    public async Task The_last_end_comes_first_unless_another_order_is_asked_for(string order, string months)
    {
        var company = await service.NewCompany();
        await company.OpenPeriod("2026-04-01", "2026-04-30");
        await company.OpenPeriod();
        foreach (var end in new[] { "2026-04-30", "2026-03-31" }) (await company.Admin.Client.ClosePeriod(end)).Ok();

        var page = (await company.Zenskar(company.Viewer).Get($"{Periods}?{order}")).Ok();

        Assert.Equal(months, string.Concat(page.Json.GetProperty("results").EnumerateArray().Select(period => period.GetProperty("period_start").GetString()![6])));
    }

    [Theory]
    [InlineData("", "7654321")]
    [InlineData("order=-period_end&", "7654321")]
    [InlineData("order=period_end&", "1234567")]
    [InlineData("order=-period_start&", "7654321")]
    [InlineData("order=period_start&", "1234567")]
    [InlineData("order=-created_at&", "7654321")]
    [InlineData("order=created_at&", "1234567")]
    public async Task Next_and_previous_walk_the_same_pages_both_ways(string order, string expected)
    {
        var company = await service.NewCompany();
        for (var month = 1; month <= 7; month++) (await company.Admin.Client.ClosePeriod($"2026-0{month}-28")).Ok();
        await company.OpenPeriod("2026-08-01", "2026-08-31");
        var client = company.Zenskar(company.Viewer);

        var page = await client.Get($"{Periods}?{order}limit=3");
        List<string> forth = [Months(page)], back = [];
        for (; page.Text("next") is { } next && forth.Count < 9; forth.Add(Months(page))) page = await client.Get($"{Periods}?{order}limit=3&cursor={next}");
        Assert.Equal([expected[..3], expected[3..6], expected[6..]], forth);
        Assert.Equal(7, page.Number("total_count"));

        for (; page.Text("previous") is { } previous && back.Count < 9; back.Add(Months(page))) page = await client.Get($"{Periods}?{order}limit=3&cursor={previous}");
        Assert.Equal([expected[3..6], expected[..3]], back);

        static string Months(Answer page) =>
            string.Concat(page.Json.GetProperty("results").EnumerateArray().Select(period => period.GetProperty("period_end").GetString()![6]));
    }

    [Fact]
    public async Task A_page_has_ten_periods_unless_told_otherwise()
    {
        var company = await service.NewCompany();
        for (var month = 1; month <= 11; month++) (await company.Admin.Client.ClosePeriod($"2025-{month:00}-28")).Ok();

        Assert.Equal(10, (await company.Zenskar(company.Viewer).Get(Periods)).Json.GetProperty("results").GetArrayLength());
    }

    [Theory]
    [InlineData("cursor=x")]
    [InlineData("cursor=AAAA&order=period_end")]
    public async Task A_cursor_of_no_page_is_refused(string query) =>
        (await (await ZenskarViewer()).Get($"{Periods}?{query}")).IsError(400, "invalid_cursor", "The cursor does not belong to this list and sort order");

    [Fact]
    public async Task Wrong_values_are_named()
    {
        const string Orders = "'-period_end', 'period_end', '-period_start', 'period_start', '-created_at' or 'created_at'";
        (await (await ZenskarViewer()).Get($"{Periods}?limit=0&order=closed_at")).IsProblem(
            $$$"""
            {"type":"greater_than_equal","loc":["query","limit"],"msg":"Input should be greater than or equal to 1","input":"0","ctx":{"ge":1}},
            {"type":"literal_error","loc":["query","order"],"msg":"Input should be {{{Orders}}}","input":"closed_at","ctx":{"expected":"{{{Orders}}}"}}
            """);
    }

    private async Task<Client> ZenskarViewer()
    {
        var company = await service.NewCompany();
        return company.Zenskar(company.Viewer);
    }
}
