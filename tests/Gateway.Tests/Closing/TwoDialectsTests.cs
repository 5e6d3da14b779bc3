using Periods.Gateway.Tests.Running;

namespace Periods.Gateway.Tests.Closing;

/// <summary>Two vendors' dialects, one ledger.</summary>
public sealed class TwoDialectsTests(TestService service) : IClassFixture<TestService>
{
    [Fact]
    public async Task Closed_by_zenskar_is_closed_in_day_zero()
    {
        var company = await service.NewCompany();
        var period = await company.OpenPeriod();
        var closed = (await company.Zenskar(company.Admin).ZenskarClose("2026-03-31", "March")).Is(200, Zenskar(company, company.Admin, $"{period}", "2026-03-01", "2026-03-31", "\"March\""));
        Assert.Equal("closed", (await company.Viewer.Client.Get($"{PeriodCalls.Periods}/{period}")).Text("status"));
        Assert.Equal(closed.Text("closed_at"), (await company.Viewer.Client.Get($"{PeriodCalls.Periods}/{period}")).Text("closed_at"));
        (await company.Admin.Client.ClosePeriod("2026-03-31")).IsError(400, "period_already_closed", "The period is already closed");
        (await company.Member.Client.ReportInputs(period, """{"transaction_count":1}""")).IsError(400, "period_closed", "The period is closed");
    }

    [Fact]
    public async Task Closed_by_day_zero_is_closed_in_zenskar()
    {
        var company = await service.NewCompany();
        var period = await company.OpenPeriod();
        (await company.Admin.Client.ClosePeriod("2026-03-31")).Ok();
        (await company.Zenskar(company.Admin).ZenskarClose("2026-03-31")).IsError(400, "period_already_closed", "The period is already closed");
        (await company.Admin.Client.LockPeriod(period)).Ok();
        (await company.Zenskar(company.Admin).ZenskarClose("2026-03-31")).IsError(400, "period_locked", "The period is locked");
        (await company.Admin.Client.ReopenPeriod(period)).Ok();
        (await company.Zenskar(company.Owner).ZenskarClose("2026-03-31")).Is(200, Zenskar(company, company.Owner, $"{period}", "2026-03-01", "2026-03-31", "null"));
    }

    [Fact]
    public async Task Zenskar_derives_each_start_from_the_last_close()
    {
        var company = await service.NewCompany();
        var zenskar = company.Zenskar(company.Admin);
        (await zenskar.ZenskarClose("2026-01-20")).Is(200, Zenskar(company, company.Admin, "<id>", "2026-01-01", "2026-01-20", "null"));
        (await zenskar.ZenskarClose("2026-02-28")).Is(200, Zenskar(company, company.Admin, "<id>", "2026-01-21", "2026-02-28", "null"));
        (await zenskar.ZenskarClose("2026-02-27")).IsError(400, "period_end_not_after_last", "The end date is not after the last period");
        (await zenskar.ZenskarClose("2026-02-28")).IsError(400, "period_already_closed", "The period is already closed");
    }

    [Fact]
    public async Task Zenskar_closes_in_order()
    {
        var company = await service.NewCompany();
        await company.OpenPeriod("2026-03-01", "2026-03-31");
        await company.OpenPeriod("2026-04-01", "2026-04-30");
        var zenskar = company.Zenskar(company.Admin);
        (await zenskar.ZenskarClose("2026-04-30")).IsError(400, "earlier_period_open", "An earlier period is still open");
        (await zenskar.ZenskarClose("2026-05-31")).IsError(400, "earlier_period_open", "An earlier period is still open");
        (await zenskar.ZenskarClose("2026-03-31")).Ok();
        (await zenskar.ZenskarClose("2026-04-30")).Ok();
    }

    [Fact]
    public async Task Zenskar_closes_nothing_that_ends_in_the_future()
    {
        var company = await service.NewCompany();
        var before = Today();
        var answer = await company.Zenskar(company.Admin).ZenskarClose("2999-12-31");
        // Around midnight either day is right.
        var today = answer.Body.Contains($"{before:yyyy-MM-dd}", StringComparison.Ordinal) ? before : Today();
        answer.IsProblem(
            $$$"""
            {"type":"less_than_equal","loc":["body","end_date"],"msg":"Input should be less than or equal to {{{today:yyyy-MM-dd}}}",
            "input":"2999-12-31","ctx":{"le":"{{{today:yyyy-MM-dd}}}"}}
            """);
        (await company.Zenskar(company.Admin).ZenskarClose($"{before:yyyy-MM-dd}")).Ok();
    }

    [Fact]
    public async Task Today_is_the_date_in_the_zone_of_the_business()
    {
        // Kiritimati is 25 hours ahead of Pago Pago: never the same date.
        var ahead = await Bound("Pacific/Kiritimati");
        Assert.True(ahead > await Bound("Pacific/Pago_Pago"));

        async Task<DateOnly> Bound(string zone)
        {
            var company = await service.NewCompany();
            var id = (await company.Operator.Post("/api/v1/businesses", $$"""{"name":"Far","time_zone":"{{zone}}"}""")).Ok().Id;
            var door = company.Operator.With("x-business-id", $"{id}");
            var user = (await door.Post("/api/v1/businesses/users", """{"email":"a@b.example","first_name":"A","last_name":"B","role":"owner"}""")).Ok().Id;
            var token = (await door.Post("/api/v1/tokens", $$"""{"name":"t","user_id":"{{user}}"}""")).Ok().Text("token");
            var zenskar = new Client(door.Http, ("x-api-key", token), ("organisation", $"{id}"));
            return DateOnly.Parse((await zenskar.ZenskarClose("2999-12-31")).Json.GetProperty("detail")[0].GetProperty("ctx").GetProperty("le").GetString()!, null);
        }
    }

    [Fact]
    public async Task A_day_zero_close_of_the_future_is_taken()
    {
        var company = await service.NewCompany();
        (await company.Admin.Client.ClosePeriod("2999-12-31")).Ok();
    }

    private static DateOnly Today() => DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);

    private static string Zenskar(Company company, Person by, string id, string start, string end, string name) =>
        $$"""
        {"id":"{{id}}","organisation_id":"{{company.Id}}","period_start":"{{start}}","period_end":"{{end}}","status":"closed","closed_at":"<time>",
        "closed_by_user_id":"{{by.Id}}","created_at":"<time>","updated_at":"<time>","period_name":{{name}},
        "closed_by_user":{"id":"{{by.Id}}","first_name":"Ada","last_name":"Byron","email":"{{by.Email}}","role":"{{by.Role}}","phone":null,
        "rbac_role_id":null,"totp":false,"additional_permissions":[]}
        }
        """;
}
