using Periods.Gateway.Tests.Running;

namespace Periods.Gateway.Tests.Closing;

/// <summary>Sign-offs: an upsert on (user, role) that moves the gauge before it is answered.</summary>
public sealed class SignOffTests(TestService service) : IClassFixture<TestService>
{
    [Fact]
    public async Task A_sign_off_tells_what_the_signer_saw_and_what_the_gauge_says_now()
    {
        var company = await service.NewCompany();
        var period = await company.OpenPeriod();
        (await company.Member.Client.SignOff(period, "preparer", "checked")).Is(201, Body(company, period, company.Member, "preparer", "\"checked\"", "0.0", "false", "14.3"));
        (await company.Admin.Client.SignOff(period, "reviewer")).Is(201, Body(company, period, company.Admin, "reviewer", "null", "14.3", "false", "28.6"));
    }

    [Fact]
    public async Task Signing_again_keeps_id_and_birth_and_refreshes_score_and_notes()
    {
        var company = await service.NewCompany();
        var period = await company.OpenPeriod();
        var first = (await company.Member.Client.SignOff(period, "preparer", "first look")).Ok();
        (await company.Member.Client.Acknowledge(period, "cash_review")).Ok();

        var second = (await company.Member.Client.SignOff(period, "preparer", "second look"))
            .Is(201, Body(company, period, company.Member, "preparer", "\"second look\"", "28.6", "false", "28.6"));
        Assert.Equal(first.Id, second.Id);
        Assert.Equal(first.Text("created_at"), second.Text("created_at"));
        Assert.NotEqual(first.Text("signed_at"), second.Text("signed_at"));
        Assert.Equal(second.Text("signed_at"), second.Text("updated_at"));
        Assert.NotEqual(first.Text("state_hash"), second.Text("state_hash"));

        (await company.Member.Client.SignOff(period, "preparer")).Is(201, Body(company, period, company.Member, "preparer", "null", "28.6", "false", "28.6"));
        Assert.Equal(1, (await Items(company, period)).GetArrayLength());
    }

    [Fact]
    public async Task The_list_is_oldest_first_and_marks_what_is_stale()
    {
        var company = await service.NewCompany();
        var period = await company.OpenPeriod();
        (await company.Admin.Client.SignOff(period, "partner")).Ok();
        (await company.Member.Client.SignOff(period, "preparer")).Ok();
        (await company.Member.Client.SignOff(period, "controller")).Ok();
        (await company.Member.Client.Acknowledge(period, "cash_review")).Ok();
        (await company.Member.Client.SignOff(period, "preparer")).Ok();

        (await company.Viewer.Client.Get($"{PeriodCalls.Periods}/{period}/sign-offs")).Is(
            200,
            $$"""
            {"period_id":"{{period}}","items":[
            {{Body(company, period, company.Admin, "partner", "null", "0.0", "true", "44.4")}},
            {{Body(company, period, company.Member, "preparer", "null", "44.4", "false", "44.4")}},
            {{Body(company, period, company.Member, "controller", "null", "25.0", "true", "44.4")}}
            ]}
            """);
    }

    [Fact]
    public async Task Signing_raises_the_next_gauge_and_revoking_lowers_it()
    {
        var company = await service.NewCompany();
        var period = await company.OpenPeriod();
        foreach (var role in new[] { "preparer", "reviewer", "controller", "partner" })
        {
            var signed = (await company.Member.Client.SignOff(period, role)).Ok();
            Assert.Equal(signed.Number("close_score"), (await company.Viewer.Client.CloseScore(period)).Number("score"));
        }
        Assert.Equal(44.4m, (await company.Viewer.Client.CloseScore(period)).Number("score"));
        (await company.Member.Client.RevokeSignOff(period, "partner")).IsNothing(204);
        Assert.Equal(37.5m, (await company.Viewer.Client.CloseScore(period)).Number("score"));
    }

    [Fact]
    public async Task Only_the_callers_own_sign_off_is_revoked()
    {
        var company = await service.NewCompany();
        var period = await company.OpenPeriod();
        (await company.Member.Client.SignOff(period, "preparer")).Ok();
        (await company.Admin.Client.RevokeSignOff(period, "preparer")).IsError(404, "sign_off_not_found", "Resource not found");
        (await company.Member.Client.RevokeSignOff(period, "reviewer")).IsError(404, "sign_off_not_found", "Resource not found");
        (await company.Member.Client.RevokeSignOff(period, "preparer")).IsNothing(204);
        (await company.Member.Client.RevokeSignOff(period, "preparer")).IsError(404, "sign_off_not_found", "Resource not found");
        Assert.Equal(0, (await Items(company, period)).GetArrayLength());
    }

    [Fact]
    public async Task The_role_to_revoke_is_required_and_one_of_four()
    {
        var company = await service.NewCompany();
        var path = $"{PeriodCalls.Periods}/{Guid.NewGuid()}/sign-offs";
        (await company.Member.Client.Delete(path)).IsProblem("""{"type":"missing","loc":["query","role"],"msg":"Field required","input":null}""");
        foreach (var sent in new[] { "owner", "", "Preparer" })
            (await company.Member.Client.Delete($"{path}?role={sent}")).IsProblem(
                $$"""
                {"type":"enum","loc":["query","role"],"msg":"Input should be 'preparer', 'reviewer', 'controller' or 'partner'",
                "input":"{{sent}}","ctx":{"expected":"'preparer', 'reviewer', 'controller' or 'partner'"}
                }
                """);
    }

    private static async Task<System.Text.Json.JsonElement> Items(Company company, Guid period) =>
        (await company.Viewer.Client.Get($"{PeriodCalls.Periods}/{period}/sign-offs")).Ok().Json.GetProperty("items");

    private static string Body(Company company, Guid period, Person by, string role, string notes, string saw, string stale, string now) =>
        $$"""
        {"id":"<id>","period_id":"{{period}}","business_id":"{{company.Id}}","user_id":"{{by.Id}}","role":"{{role}}","notes":{{notes}},
        "snapshot_score":{{saw}},"state_hash":"<hash>","stale":{{stale}},"signed_at":"<time>","created_at":"<time>","updated_at":"<time>","close_score":{{now}}
        }
        """;
}
