using Periods.Gateway.Tests.Running;

namespace Periods.Gateway.Tests.Closing;

/// <summary>Acknowledgements of the manual steps.</summary>
public sealed class ChecklistTests(TestService service) : IClassFixture<TestService>
{
    [Fact]
    public async Task Acknowledging_again_keeps_the_id_and_updates_notes_and_who()
    {
        var company = await service.NewCompany();
        var period = await company.OpenPeriod();
        var first = (await company.Member.Client.Acknowledge(period, "cash_review", """{"notes":"counted"}"""))
            .Is(200, Body(company, company.Member, "cash_review", "\"counted\""));
        var second = (await company.Admin.Client.Acknowledge(period, "cash_review")).Is(200, Body(company, company.Admin, "cash_review", "null"));
        Assert.Equal(first.Id, second.Id);
        Assert.Equal(first.Text("created_at"), second.Text("created_at"));
        Assert.NotEqual(first.Text("updated_at"), second.Text("updated_at"));
    }

    [Fact]
    public async Task The_list_names_the_period_and_its_steps()
    {
        var company = await service.NewCompany();
        var period = await company.OpenPeriod();
        var path = $"{PeriodCalls.Periods}/{period}/checklist-acks";
        (await company.Viewer.Client.Get(path)).Is(200, $$"""{"period_id":"{{period}}","period_start":"2026-03-01","items":[]}""");
        (await company.Member.Client.Acknowledge(period, "trial_balance_review")).Ok();
        (await company.Member.Client.Acknowledge(period, "cash_review")).Ok();
        (await company.Viewer.Client.Get(path)).Is(
            200,
            $$"""
            {"period_id":"{{period}}","period_start":"2026-03-01","items":[
            {{Body(company, company.Member, "cash_review", "null")}},
            {{Body(company, company.Member, "trial_balance_review", "null")}}
            ]}
            """);
    }

    [Fact]
    public async Task An_acknowledgement_is_withdrawn_once()
    {
        var company = await service.NewCompany();
        var period = await company.OpenPeriod();
        var step = $"{PeriodCalls.Periods}/{period}/checklist-acks/cash_review";
        (await company.Member.Client.Delete(step)).IsError(404, "checklist_step_not_found", "Resource not found");
        (await company.Member.Client.Acknowledge(period, "cash_review")).Ok();
        Assert.Equal(14.3m, (await company.Viewer.Client.CloseScore(period)).Number("score"));
        (await company.Admin.Client.Delete(step)).IsNothing(204);
        Assert.Equal(0m, (await company.Viewer.Client.CloseScore(period)).Number("score"));
        (await company.Member.Client.Delete(step)).IsError(404, "checklist_step_not_found", "Resource not found");
    }

    [Fact]
    public async Task There_are_five_steps_and_no_other()
    {
        var company = await service.NewCompany();
        var period = await company.OpenPeriod();
        foreach (var step in new[] { "trial_balance_review", "pnl_variance_review", "balance_sheet_review", "cash_review", "controller_review" })
            (await company.Member.Client.Acknowledge(period, step)).Ok();
        foreach (var step in new[] { "Cash_review", "x", "cash_review%20", "%00x", "..%2Fsign-offs" })
        {
            var answer = await company.Member.Client.Acknowledge(period, step);
            if (step != "%00x") answer.IsError(404, "checklist_step_not_found", "Resource not found");
            else Assert.Equal(400, answer.Status);
        }
        (await company.Member.Client.Acknowledge(period, new string('s', 256))).IsProblem(
            $$"""
            {"type":"string_too_long","loc":["path","step_id"],"msg":"String should have at most 255 characters","input":"{{new string('s', 256)}}","ctx":{"max_length":255}
            }
            """);
    }

    [Fact]
    public async Task A_waived_step_counts_as_done_and_is_listed_with_its_reason_until_it_is_acknowledged()
    {
        var company = await service.NewCompany();
        var period = await company.OpenPeriod();
        const string Reason = "No cash accounts yet";

        (await company.Member.Client.Acknowledge(period, "cash_review", $$"""{"waived":true,"notes":"{{Reason}}"}""")).Is(200, Body(company, company.Member, "cash_review", $"\"{Reason}\"", waived: true));

        Assert.Equal(14.3m, (await company.Viewer.Client.CloseScore(period)).Number("score"));
        var listed = Assert.Single((await company.Viewer.Client.Get($"{PeriodCalls.Periods}/{period}/checklist-acks")).Ok().Json.GetProperty("items").EnumerateArray());
        Assert.Equal((true, Reason), (listed.GetProperty("waived").GetBoolean(), listed.GetProperty("notes").GetString()));
        (await company.Member.Client.Acknowledge(period, "cash_review")).Is(200, Body(company, company.Member, "cash_review", "null"));
    }

    [Theory]
    [InlineData("""{"waived":true}""", """{"type":"missing","loc":["body","notes"],"msg":"Field required","input":{"waived":true}}""")]
    [InlineData("""{"waived":true,"notes":""}""", """{"type":"string_too_short","loc":["body","notes"],"msg":"String should have at least 1 character","input":"","ctx":{"min_length":1}}""")]
    [InlineData("""{"waived":true,"notes":" "}""", """{"type":"value_error","loc":["body","notes"],"msg":"Value error, A reason is more than blanks","input":" ","ctx":{"error":{}}}""")]
    public async Task A_step_is_not_waived_without_a_reason(string body, string problem)
    {
        var company = await service.NewCompany();
        var period = await company.OpenPeriod();
        (await company.Member.Client.Acknowledge(period, "cash_review", body)).IsProblem(problem);
        Assert.Equal(0m, (await company.Viewer.Client.CloseScore(period)).Number("score"));
    }

    private static string Body(Company company, Person by, string step, string notes, bool waived = false) =>
        $$"""
        {"id":"<id>","business_id":"{{company.Id}}","period_start":"2026-03-01","step_id":"{{step}}","notes":{{notes}},"acked_by":"{{by.Id}}","created_at":"<time>","updated_at":"<time>","waived":{{(waived ? "true" : "false")}}}
        """;
}
