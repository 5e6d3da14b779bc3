using System.Globalization;
using Periods.Gateway.Tests.Running;

namespace Periods.Gateway.Tests.Audit;

/// <summary>Which refusals the log keeps, and whose log it is.</summary>
public sealed class RefusalTests(TestService service) : IClassFixture<TestService>
{
    [Fact]
    public async Task Rules_conflicts_and_missing_rights_are_kept()
    {
        var company = await service.NewCompany();
        var (admin, period, missing) = (company.Admin.Client, await company.OpenPeriod(), Guid.NewGuid());
        (await company.Viewer.Client.SignOff(period, "preparer")).IsError(403, "forbidden", "Not enough permissions");
        (await company.Member.Client.Audit()).IsError(403, "forbidden", "Not enough permissions");
        (await admin.CreatePeriod("2026-03-10", "2026-04-10")).IsError(409, "period_overlaps", "Resource already exists");
        (await admin.ReopenPeriod(missing)).IsError(404, "period_not_found", "Resource not found");
        (await admin.Keyed("k").LockPeriod(period)).IsError(400, "period_not_closed", "Only a closed period can be locked");
        Assert.Equal(422, (await admin.Keyed("k").ReopenPeriod(period)).Status);
        Assert.Equal(422, (await company.Zenskar(company.Admin).ZenskarClose("2999-12-31")).Status);
        (await company.Operator.Post("/api/v1/tokens", $$"""{"name":"t","user_id":"{{missing}}"}""")).IsError(404, "user_not_found", "Resource not found");

        var log = (await company.Owner.Client.WithRefusals(8)).Items();

        Assert.Equal(
            new[]
            {
                $"create_period_sign_off {period} forbidden {company.Viewer.Id}", $"list_audit_log  forbidden {company.Member.Id}",
                $"create_period  period_overlaps {company.Admin.Id}", $"reopen_period {missing} period_not_found {company.Admin.Id}",
                $"lock_period {period} period_not_closed {company.Admin.Id}", $"reopen_period {period} idempotency_key_reused {company.Admin.Id}".Replace("reused", "reuse"),
                $"close_period  less_than_equal {company.Admin.Id}", "create_token  user_not_found ",
            }.Order(StringComparer.Ordinal),
            log.Select(e => $"{e.Field("action")} {e.Field("period_id")} {e.Field("code")} {e.Field("user_id")}").Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("{0:N}")]
    [InlineData("{0:B}")]
    [InlineData("urn:uuid:{0}")]
    public async Task A_refusal_is_of_the_period_that_was_named_in_whatever_spelling(string spelling)
    {
        var company = await service.NewCompany();
        var period = await company.OpenPeriod();
        var path = $"{PeriodCalls.Periods}/{Uri.EscapeDataString(string.Format(CultureInfo.InvariantCulture, spelling, period))}/lock";
        (await company.Admin.Client.Post(path, "{}")).IsError(400, "period_not_closed", "Only a closed period can be locked");
        (await company.Viewer.Client.Post(path, "{}")).IsError(403, "forbidden", "Not enough permissions");

        Assert.All((await company.Owner.Client.WithRefusals(2, $"&period_id={period}")).Items(), told => Assert.Equal($"{period}", told.Field("entity_id")));
    }

    [Fact]
    public async Task Malformed_requests_reads_and_unknown_callers_are_not_kept()
    {
        var company = await service.NewCompany();
        var (admin, period) = (company.Admin.Client, await company.OpenPeriod());
        Assert.Equal(422, (await admin.Post(PeriodCalls.Periods, "{}")).Status);
        (await admin.With("x-business-id", $"{Guid.NewGuid()}").Get(PeriodCalls.Periods)).IsError(404, "business_not_found", "Resource not found");
        (await admin.Get($"{PeriodCalls.Periods}/{Guid.NewGuid()}")).IsError(404, "period_not_found", "Resource not found");
        Assert.Equal(200, (await company.Zenskar(company.Admin).Post("/accounting_new/periods/validate-close", """{"end_date":"2999-12-31"}""")).Status);
        (await service.Anonymous.With("x-business-id", $"{company.Id}").LockPeriod(period)).IsError(401, "not_authenticated", "Not authenticated");
        Assert.Equal(413, (await admin.Post(PeriodCalls.Periods, $$"""{"x":"{{new string('x', Limits.BodyBytesMax)}}"}""")).Status);
        (await admin.LockPeriod(period)).IsError(400, "period_not_closed", "Only a closed period can be locked");

        Assert.Equal("lock_period", Assert.Single((await company.Owner.Client.WithRefusals(1)).Items()).Field("action"));
    }

    [Fact]
    public async Task Who_reaches_for_another_business_is_told_of_in_their_own_log_only()
    {
        var (mine, other) = (await service.NewCompany(), await service.NewCompany());
        (await mine.Admin.Client.With("x-business-id", $"{other.Id}").CreatePeriod("2026-03-01", "2026-03-31")).IsError(404, "business_not_found", "Resource not found");

        var told = Assert.Single((await mine.Owner.Client.WithRefusals(1)).Items());

        Assert.Equal(("create_period", "business_not_found", $"{mine.Id}"), (told.Field("action"), told.Field("code"), told.Field("entity_id")));
        Assert.Empty((await other.Owner.Client.Audit("?outcome=refused")).Items());
    }

    [Fact]
    public async Task What_was_refused_before_the_service_stopped_is_there_when_it_starts_again()
    {
        await using var own = await OwnService.Start();
        var company = await own.Service.NewCompany();
        var period = await company.OpenPeriod();
        await Task.WhenAll(Enumerable.Range(0, 300).Select(_ => company.Admin.Client.LockPeriod(period)));

        await own.Service.Restart();

        Assert.Equal(300, (await company.At(own.Service.Anonymous).Owner.Client.Audit("?outcome=refused&limit=1000")).Items().Length);
        await Journal.ReadVerified(own.Service.JournalPath);
    }

    [Fact]
    public async Task What_is_of_no_business_that_is_there_is_not_kept()
    {
        await using var own = await OwnService.Start();
        var company = await own.Service.NewCompany();
        var before = await Journal.Length(own.Service.JournalPath);

        (await company.Operator.Post("/api/v1/businesses", $$"""{"name":"Acme","id":"{{company.Id}}"}""")).IsError(409, "business_already_exists", "Resource already exists");
        (await company.Operator.With("x-business-id", $"{Guid.NewGuid()}").Post("/api/v1/tokens", $$"""{"name":"t","user_id":"{{company.Owner.Id}}"}"""))
            .IsError(404, "business_not_found", "Resource not found");
        await own.Service.Restart();

        Assert.Equal(before, await Journal.Length(own.Service.JournalPath));
    }

    [Fact]
    public async Task An_accepted_command_writes_no_row_more_than_its_events()
    {
        await using var own = await OwnService.Start();
        var company = await own.Service.NewCompany();
        var period = await company.OpenPeriod();
        var before = await Journal.Length(own.Service.JournalPath);

        (await company.Member.Client.SignOff(period, "preparer")).Ok();

        Assert.Equal(before + 1, await Journal.Length(own.Service.JournalPath));
    }
}
