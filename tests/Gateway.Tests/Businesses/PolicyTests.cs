using Periods.Gateway.Tests.Running;

namespace Periods.Gateway.Tests.Businesses;

/// <summary>What a business asks of a close, and how a close is refused or forced: every answer with its exact body.</summary>
public sealed class PolicyTests(TestService service) : IClassFixture<TestService>
{
    private const string Policy = "/api/v1/businesses/policy";

    private const string Default = """
        {"required_roles":null,"required_steps":null,"sequential_close":false,"allow_future_end_dates":true,"min_score":null,
        "segregation_of_duties":false,"strict_score":false,"drop_stale":false}
        """;

    private const string Strict = """
        {"required_roles":["preparer","partner"],"required_steps":["cash_review","inventory_count"],"sequential_close":true,"allow_future_end_dates":false,"min_score":89.5,
        "segregation_of_duties":true,"strict_score":true,"drop_stale":true}
        """;

    [Fact]
    public async Task Without_one_it_is_the_default()
    {
        var company = await service.NewCompany();
        (await company.Viewer.Client.Get(Policy)).Is(200, Default);
    }

    [Fact]
    public async Task What_is_set_is_read_and_what_is_left_out_is_as_by_default()
    {
        var company = await service.NewCompany();
        (await company.Owner.Client.Put(Policy, Strict)).Is(200, Strict);
        (await company.Viewer.Client.Get(Policy)).Is(200, Strict);
        (await company.Admin.Client.Put(Policy, """{"min_score":80,"required_roles":null}""")).Is(200, Default.Replace("\"min_score\":null", "\"min_score\":80", StringComparison.Ordinal));
        (await company.Admin.Client.Put(Policy, "{}")).Is(200, Default);
    }

    [Fact]
    public async Task Roles_and_steps_are_sets()
    {
        var company = await service.NewCompany();
        var answer = (await company.Admin.Client.Put(Policy, """{"required_roles":["partner","preparer","partner"],"required_steps":["b","a","b"],"min_score":"12.5"}""")).Ok();
        Assert.Equal("""["preparer","partner"]""", answer.Json.GetProperty("required_roles").GetRawText());
        Assert.Equal("""["b","a"]""", answer.Json.GetProperty("required_steps").GetRawText());
        Assert.Equal(12.5m, answer.Number("min_score"));
    }

    [Fact]
    public async Task Wrong_items_are_named_by_their_place()
    {
        var company = await service.NewCompany();
        var words = "'preparer', 'reviewer', 'controller' or 'partner'";
        var tooLong = new string('x', 65);
        (await company.Admin.Client.Put(Policy, $$"""{"required_roles":["preparer","owner"],"required_steps":["ok","","Cash","x\n","{{tooLong}}",5]}""")).IsProblem(
            $$$"""
            {"type":"enum","loc":["body","required_roles",1],"msg":"Input should be {{{words}}}","input":"owner","ctx":{"expected":"{{{words}}}"}},
            {"type":"string_too_short","loc":["body","required_steps",1],"msg":"String should have at least 1 character","input":"","ctx":{"min_length":1}},
            {"type":"string_pattern_mismatch","loc":["body","required_steps",2],"msg":"String should match pattern '^[a-z0-9_]+$'","input":"Cash","ctx":{"pattern":"^[a-z0-9_]+$"}},
            {"type":"string_pattern_mismatch","loc":["body","required_steps",3],"msg":"String should match pattern '^[a-z0-9_]+$'","input":"x\n","ctx":{"pattern":"^[a-z0-9_]+$"}},
            {"type":"string_too_long","loc":["body","required_steps",4],"msg":"String should have at most 64 characters","input":"{{{tooLong}}}","ctx":{"max_length":64}},
            {"type":"string_type","loc":["body","required_steps",5],"msg":"Input should be a valid string","input":5}
            """);
    }

    [Fact]
    public async Task Each_demand_refuses_a_close_in_both_dialects_until_it_is_met()
    {
        var company = await service.NewCompany();
        var period = await company.OpenPeriod();
        (await company.Admin.Client.Put(Policy, """{"required_roles":["preparer","reviewer"],"required_steps":["inventory_count"],"min_score":100,"segregation_of_duties":true}""")).Ok();

        await Refused("checklist_steps_unacknowledged", "Required checklist steps are not acknowledged");
        (await company.Member.Client.Acknowledge(period, "inventory_count")).Ok();
        await Refused("sign_offs_missing", "Required sign-offs are missing");
        (await company.Member.Client.SignOff(period, "preparer")).Ok();
        (await company.Member.Client.SignOff(period, "reviewer")).IsError(400, "duties_not_segregated", "One user may not sign in two of the required roles");
        (await company.Owner.Client.SignOff(period, "reviewer")).Ok();
        (await company.Member.Client.ReportInputs(period, """{"transaction_count":10,"unreviewed_count":1}""")).Ok();
        await Refused("score_below_minimum", "The close score is below the required minimum");
        (await company.Member.Client.ReportInputs(period, """{"unreviewed_count":0}""")).Ok();

        var closed = (await company.Admin.Client.ClosePeriod("2026-03-31")).Ok();
        Assert.False(closed.Json.GetProperty("forced").GetBoolean());

        async Task Refused(string code, string detail)
        {
            (await company.Admin.Client.ClosePeriod("2026-03-31")).IsError(400, code, detail);
            (await company.Zenskar(company.Admin).ZenskarClose("2026-03-31")).IsError(400, code, detail);
        }
    }

    [Fact]
    public async Task Force_closes_for_a_reason_and_shows_for_ever()
    {
        var company = await service.NewCompany();
        var admin = company.Admin.Client;
        var period = await company.OpenPeriod();
        (await admin.Put(Policy, """{"required_roles":["partner"]}""")).Ok();

        (await Force("\"force\":true")).IsError(400, "force_needs_reason", "A forced close needs a lock_reason");
        (await Force("\"force\":true,\"lock_reason\":\" \"")).IsError(400, "force_needs_reason", "A forced close needs a lock_reason");
        (await Force("\"force\":false,\"lock_reason\":\"urgent\"")).IsError(400, "sign_offs_missing", "Required sign-offs are missing");
        Assert.True((await Force("\"force\":true,\"lock_reason\":\"urgent\"")).Ok().Json.GetProperty("forced").GetBoolean());
        (await Force("\"force\":true,\"lock_reason\":\"urgent\"")).IsError(400, "period_already_closed", "The period is already closed");

        (await admin.ReopenPeriod(period)).Ok();
        (await company.Member.Client.SignOff(period, "partner")).Ok();
        (await admin.ClosePeriod("2026-03-31")).Ok();
        Assert.True((await company.Viewer.Client.Get($"{PeriodCalls.Periods}/{period}")).Json.GetProperty("forced").GetBoolean());

        Task<Answer> Force(string more) => admin.Post($"{PeriodCalls.Periods}/close", $$"""{"period_end":"2026-03-31",{{more}}}""");
    }

    [Fact]
    public async Task By_default_force_changes_nothing()
    {
        var company = await service.NewCompany();
        await company.OpenPeriod();
        var closed = (await company.Admin.Client.Post($"{PeriodCalls.Periods}/close", """{"period_end":"2026-03-31","force":"yes"}""")).Ok();
        Assert.False(closed.Json.GetProperty("forced").GetBoolean());
    }

    [Fact]
    public async Task Order_and_future_are_refused_as_in_the_other_dialect_and_named_as_in_this_one()
    {
        var company = await service.NewCompany();
        var admin = company.Admin.Client;
        await company.OpenPeriod("2026-03-01", "2026-03-31");
        await company.OpenPeriod("2026-04-01", "2026-04-30");
        (await admin.Put(Policy, """{"sequential_close":true,"allow_future_end_dates":false}""")).Ok();

        (await admin.ClosePeriod("2026-04-30")).IsError(400, "earlier_period_open", "An earlier period is still open");
        var problem = (await admin.ClosePeriod("2999-12-31")).Json.GetProperty("detail")[0];
        Assert.Equal("""["body","period_end"]""", problem.GetProperty("loc").GetRawText());
        Assert.Equal("less_than_equal", problem.GetProperty("type").GetString());
        (await admin.ClosePeriod("2026-03-31")).Ok();
        (await admin.ClosePeriod("2026-04-30")).Ok();
    }

    [Fact]
    public async Task A_bulk_lock_says_which_periods_a_rule_kept_open()
    {
        var company = await service.NewCompany();
        var (first, second, future) = (await company.OpenPeriod("2026-03-01", "2026-03-31"), await company.OpenPeriod("2026-04-01", "2026-04-30"), await company.OpenPeriod("2999-01-01", "2999-12-31"));
        (await company.Admin.Client.Put(Policy, """{"sequential_close":true,"allow_future_end_dates":false,"required_roles":["partner"]}""")).Ok();

        (await company.Admin.Client.Post($"{PeriodCalls.Periods}/bulk-lock", $$"""{"period_ids":["{{second}}","{{future}}"],"lock_reason":""}""")).Is(
            201,
            $$"""
            {"locked_count":0,"skipped_count":2,"locked_ids":[],"skipped":[{"period_id":"{{second}}","reason":"earlier_period_open"},{"period_id":"{{future}}","reason":"end_date_in_future"}]}
            """);
        (await company.Admin.Client.Post($"{PeriodCalls.Periods}/bulk-lock", $$"""{"period_ids":["{{second}}","{{first}}"],"lock_reason":" "}""")).Is(
            201, $$"""{"locked_count":2,"skipped_count":0,"locked_ids":["{{second}}","{{first}}"],"skipped":[]}""");

        var locked = (await company.Viewer.Client.Get($"{PeriodCalls.Periods}/{first}")).Ok();
        Assert.Equal((true, "Historical migration - bulk locked"), (locked.Json.GetProperty("forced").GetBoolean(), locked.Text("lock_reason")));
    }

    [Fact]
    public async Task The_gauge_follows_the_policy_at_once_and_a_retry_is_safe()
    {
        var company = await service.NewCompany();
        var period = await company.OpenPeriod();
        (await company.Member.Client.Acknowledge(period, "cash_review")).Ok();
        Assert.Equal(14.3m, (await company.Viewer.Client.CloseScore(period)).Number("score"));
        var first = (await company.Admin.Client.Keyed("k").Put(Policy, """{"required_roles":[],"required_steps":["cash_review"]}""")).Ok();

        var score = (await company.Viewer.Client.CloseScore(period)).Ok();

        Assert.Equal((100m, "policy-taken.v1"), (score.Number("score"), score.Text("trigger")));
        (await company.Admin.Client.Put(Policy, "{}")).Ok();
        (await company.Admin.Client.Keyed("k").Put(Policy, """{"required_roles":[],"required_steps":["cash_review"]}""")).Is(200, first.Body);
        Assert.Equal(14.3m, (await company.Viewer.Client.CloseScore(period)).Number("score"));
    }
}
