using Periods.Gateway.Tests.Running;

namespace Periods.Gateway.Tests.Closing;

/// <summary>What stands in the way of a close, told in both dialects: exact bodies.</summary>
public sealed class CloseReadinessTests(TestService service) : IClassFixture<TestService>
{
    private const string Validation = "/accounting_new/periods/validate-close";

    [Fact]
    public async Task A_new_period_has_everything_before_it()
    {
        var company = await service.NewCompany();
        var period = await company.OpenPeriod();
        (await Check(company, period)).Is(
            201,
            """
            {"score":0.0,"items":[
            {"check":"txn_review","status":"warning","detail":"Nobody has reported on this","count":null},
            {"check":"categorization","status":"warning","detail":"Nobody has reported on this","count":null},
            {"check":"reconciliation","status":"warning","detail":"Nobody has reported on this","count":null},
            {"check":"checklist","status":"fail","detail":"7 of 7 steps and sign-offs are missing","count":7},
            {"check":"anomalies","status":"warning","detail":"Nobody has reported on this","count":null}],
            "summary":{"transaction_count":null,"unreviewed_count":null,"uncategorized_count":null}}
            """);
    }

    [Fact]
    public async Task Each_component_says_what_is_left()
    {
        var company = await service.NewCompany();
        var period = await company.OpenPeriod();
        (await company.Member.Client.ReportInputs(period,
            """{"transaction_count":1000000,"unreviewed_count":1,"uncategorized_count":300001,"reconciliations":{"required":4,"completed":4},"anomalies":{"high":1,"low":1}}""")).Ok();
        (await Check(company, period)).Is(
            201,
            """
            {"score":66.2,"items":[
            {"check":"txn_review","status":"warning","detail":"1 of 1000000 transactions are not reviewed","count":1},
            {"check":"categorization","status":"warning","detail":"300001 of 1000000 transactions are not categorized","count":300001},
            {"check":"reconciliation","status":"pass","detail":"0 of 4 accounts are not reconciled","count":0},
            {"check":"checklist","status":"fail","detail":"7 of 7 steps and sign-offs are missing","count":7},
            {"check":"anomalies","status":"warning","detail":"2 anomalies are open","count":2}],
            "summary":{"transaction_count":1000000,"unreviewed_count":1,"uncategorized_count":300001}}
            """);
    }

    [Fact]
    public async Task What_the_policy_demands_has_items_of_its_own()
    {
        var company = await service.NewCompany();
        var period = await company.OpenPeriod();
        (await company.Admin.Client.Put("/api/v1/businesses/policy",
            """{"required_roles":["preparer","partner"],"required_steps":["cash_review"],"min_score":50,"segregation_of_duties":true}""")).Ok();
        (await company.Member.Client.SignOff(period, "preparer")).Ok();
        (await company.Member.Client.Acknowledge(period, "cash_review")).Ok();

        var items = (await Check(company, period)).Json.GetProperty("items").EnumerateArray().Skip(5).Select(item => item.GetRawText());

        Assert.Equal(
            [
                """{"check":"checklist_steps","status":"pass","detail":"All steps of the checklist are acknowledged","count":0}""",
                """{"check":"sign_offs","status":"fail","detail":"Sign-offs are missing: partner","count":1}""",
                """{"check":"segregation_of_duties","status":"pass","detail":"Nobody holds two of the required roles","count":0}""",
                """{"check":"min_score","status":"pass","detail":"The close score is high enough","count":0}""",
            ],
            items);
    }

    [Fact]
    public async Task A_dry_run_lists_what_the_close_will_be_checked_for()
    {
        var company = await service.NewCompany();
        await company.OpenPeriod("2026-02-01", "2026-02-28");
        await company.OpenPeriod();
        (await Dry(company, "2026-03-31")).Is(
            200,
            """
            {"can_close":false,"period_start":"2026-03-01","period_end":"2026-03-31","validation_checks":[
            {"check_name":"end_date_not_in_future","passed":true,"count":0,"message":"The end date has come","is_blocking":true,"details":{}},
            {"check_name":"period_not_locked","passed":true,"count":0,"message":"The period is not locked","is_blocking":true,"details":{}},
            {"check_name":"period_not_closed","passed":true,"count":0,"message":"The period is not closed yet","is_blocking":true,"details":{}},
            {"check_name":"earlier_periods_closed","passed":false,"count":1,"message":"An earlier period is still open","is_blocking":true,"details":{"outstanding":["2026-02-28"]}},
            {"check_name":"checklist_steps","passed":false,"count":5,"message":"Steps of the checklist are not acknowledged","is_blocking":false,"details":{"outstanding":["trial_balance_review","pnl_variance_review","balance_sheet_review","cash_review","controller_review"]}},
            {"check_name":"sign_offs","passed":false,"count":2,"message":"Sign-offs are missing","is_blocking":false,"details":{"outstanding":["preparer","reviewer"]}}],
            "summary":{"total_checks":6,"passed":3,"failed":3,"total_issues":8}}
            """);
        (await company.Zenskar(company.Admin).ZenskarClose("2026-03-31")).IsError(400, "earlier_period_open", "An earlier period is still open");
    }

    [Fact]
    public async Task A_dry_run_of_a_period_that_is_not_there_derives_its_start_and_makes_nothing()
    {
        var company = await service.NewCompany();
        (await company.Admin.Client.ClosePeriod("2026-01-20")).Ok();
        var dry = (await Dry(company, "2026-02-10")).Ok();
        Assert.True(dry.Json.GetProperty("can_close").GetBoolean());
        Assert.Equal(("2026-01-21", "2026-02-10"), (dry.Text("period_start"), dry.Text("period_end")));
        Assert.Equal(1, (await company.Viewer.Client.Get($"{PeriodCalls.Periods}?include_total_count=true")).Number("total"));
        Assert.Equal("2026-01-21", (await company.Zenskar(company.Admin).ZenskarClose("2026-02-10")).Ok().Text("period_start"));
    }

    [Theory]
    [InlineData("2026-01-10", "end_date_after_last_period")]
    [InlineData("2026-01-20", "period_not_closed")]
    [InlineData("2999-12-31", "end_date_not_in_future")]
    public async Task What_a_close_is_refused_for_is_the_check_that_fails(string end, string check)
    {
        var company = await service.NewCompany();
        (await company.Admin.Client.ClosePeriod("2026-01-20")).Ok();
        var dry = (await Dry(company, end)).Ok();
        Assert.False(dry.Json.GetProperty("can_close").GetBoolean());
        Assert.Equal([check], dry.Json.GetProperty("validation_checks").EnumerateArray()
            .Where(c => c.GetProperty("is_blocking").GetBoolean() && !c.GetProperty("passed").GetBoolean()).Select(c => c.GetProperty("check_name").GetString()!));
        Assert.False((await company.Zenskar(company.Admin).ZenskarClose(end)).Status == 200);
    }

    private static Task<Answer> Check(Company company, Guid period) => company.Viewer.Client.Send("POST", $"{PeriodCalls.Periods}/{period}/close-readiness");

    private static Task<Answer> Dry(Company company, string end) => company.Zenskar(company.Viewer).Post(Validation, $$"""{"end_date":"{{end}}"}""");
}
