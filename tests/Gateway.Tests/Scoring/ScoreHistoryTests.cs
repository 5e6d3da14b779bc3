using Microsoft.Extensions.Logging.Abstractions;
using Periods.Gateway.Tests.Running;
using Periods.Silo;

namespace Periods.Gateway.Tests.Scoring;

/// <summary>The days of a score; how days begin and end stands in the rules' tests.</summary>
public sealed class ScoreHistoryTests(TestService service) : IClassFixture<TestService>
{
    [Fact]
    public async Task A_new_period_has_today_and_a_change_replaces_it()
    {
        var company = await service.NewCompany();
        var period = await company.OpenPeriod();
        var before = await History(company, period);
        var date = before.Json.GetProperty("items")[0].GetProperty("date").GetString();
        before.Is(200, Body(company, period, date, "0.0", "red"));

        (await company.Member.Client.SignOff(period, "preparer")).Ok();
        (await company.Member.Client.SignOff(period, "reviewer")).Ok();

        var after = await History(company, period);
        // Around midnight a day may have ended in between.
        if (after.Json.GetProperty("items").GetArrayLength() == 1) after.Is(200, Body(company, period, date, "28.6", "red"));
    }

    [Fact]
    public async Task The_last_sixty_days_are_told_unless_more_are_asked_for()
    {
        using var folder = new TempFolder();
        var clock = new WallClock();
        var silo = await LocalSilo.Open(new JournalSource($"Data Source={folder.File("periods.db")}"), clock, NullLoggerFactory.Instance);
        await using var own = await BareService.Start(silo.Grains, clock, silo);
        var company = await own.NewCompany();
        var period = await company.OpenPeriod();
        for (var day = 1; day <= 61; day++)
        {
            clock.Pass(TimeSpan.FromDays(1));
            (await company.Member.Client.ReportInputs(period, $$"""{"transaction_count":1000,"unreviewed_count":{{day}}}""")).Ok();
        }

        var all = Days(await company.Viewer.Client.Get($"{PeriodCalls.Periods}/{period}/score-history?limit=1000"));

        Assert.Equal(62, all.Length);
        Assert.Equal(all[^60..], Days(await History(company, period)));

        static string[] Days(Answer history) => [.. history.Ok().Json.GetProperty("items").EnumerateArray().Select(day => day.GetProperty("date").GetString()!)];
    }

    [Theory]
    [InlineData("limit=0", "greater_than_equal", "greater", "ge", 1)]
    [InlineData("limit=1001", "less_than_equal", "less", "le", 1000)]
    public async Task The_limit_has_bounds(string query, string type, string word, string name, int bound)
    {
        var company = await service.NewCompany();
        (await company.Viewer.Client.Get($"{PeriodCalls.Periods}/{Guid.NewGuid()}/score-history?{query}")).IsProblem(
            $$$"""{"type":"{{{type}}}","loc":["query","limit"],"msg":"Input should be {{{word}}} than or equal to {{{bound}}}","input":"{{{query[6..]}}}","ctx":{"{{{name}}}":{{{bound}}}}}""");
    }

    private static Task<Answer> History(Company company, Guid period) => company.Viewer.Client.Get($"{PeriodCalls.Periods}/{period}/score-history");

    private static string Body(Company company, Guid period, string? date, string score, string band) =>
        $$"""{"period_id":"{{period}}","business_id":"{{company.Id}}","items":[{"date":"{{date}}","score":{{score}},"coverage":25,"band":"{{band}}"}]}""";
}
