using Periods.Gateway.Tests.Running;

namespace Periods.Gateway.Tests.Retries;

/// <summary>What is remembered across a restart: a service of its own, since it is stopped.</summary>
[Trait("Needs", "one process")]
public sealed class RestartTests(TestService service) : IClassFixture<TestService>
{
    [Fact]
    public async Task Keys_tokens_periods_and_scores_survive_a_restart()
    {
        var company = await service.NewCompany();
        var period = await company.OpenPeriod();
        var signed = (await company.Member.Client.Keyed("k-1").SignOff(period, "preparer", "before")).Ok();
        var score = (await company.Viewer.Client.CloseScore(period)).Ok();
        var list = (await company.Viewer.Client.Get(PeriodCalls.Periods)).Ok();

        var token = (await company.Admin.Client.Post("/api/v1/tokens", """{"name":"spare"}""")).Ok();
        (await company.Admin.Client.Keyed("k-2").Delete($"/api/v1/tokens/{token.Id}")).IsNothing(204);

        await service.Restart();

        var later = company.At(service.Anonymous);
        (await later.Viewer.Client.CloseScore(period)).Is(200, score.Body);
        (await later.Viewer.Client.Get(PeriodCalls.Periods)).Is(200, list.Body);
        (await later.Member.Client.Keyed("k-1").SignOff(period, "preparer", "before")).Is(201, signed.Body);
        (await later.Member.Client.Keyed("k-1").SignOff(period, "preparer", "other")).IsProblem(
            """{"type":"idempotency_key_reuse","loc":["header","idempotency-key"],"msg":"The idempotency key was used with another request","input":"k-1"}""");
        (await later.Admin.Client.Keyed("k-2").Delete($"/api/v1/tokens/{token.Id}")).IsNothing(204);
        (await later.Admin.Client.Keyed("k-2").Delete($"/api/v1/tokens/{Guid.NewGuid()}")).IsProblem(
            """{"type":"idempotency_key_reuse","loc":["header","idempotency-key"],"msg":"The idempotency key was used with another request","input":"k-2"}""");
        (await later.Admin.Client.With("Authorization", $"Bearer {token.Text("token")}").Get(PeriodCalls.Periods)).IsError(401, "not_authenticated", "Not authenticated");
        Assert.Single(await Journal.ReadVerified(service.JournalPath), f => f.Type == "signed-off.v1");
    }
}
