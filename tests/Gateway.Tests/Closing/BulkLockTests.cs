using Periods.Gateway.Tests.Running;

namespace Periods.Gateway.Tests.Closing;

/// <summary>Many periods locked with one request: every answer with its exact body.</summary>
public sealed class BulkLockTests(TestService service) : IClassFixture<TestService>
{
    private const string BulkLock = $"{PeriodCalls.Periods}/bulk-lock";

    [Fact]
    public async Task Open_and_closed_ones_are_locked_and_the_rest_is_skipped_with_a_reason()
    {
        var (company, other) = (await service.NewCompany(), await service.NewCompany());
        var admin = company.Admin.Client;
        var (open, closed, locked) = (await company.OpenPeriod(), await company.OpenPeriod("2026-04-01", "2026-04-30"), await company.OpenPeriod("2026-05-01", "2026-05-31"));
        (await admin.ClosePeriod("2026-04-30", "done")).Ok();
        (await admin.ClosePeriod("2026-05-31")).Ok();
        (await admin.LockPeriod(locked)).Ok();
        var (unknown, foreign) = (Guid.NewGuid(), await other.OpenPeriod());

        (await admin.Post(BulkLock, $$"""{"period_ids":["{{unknown}}","{{open}}","{{locked}}","{{closed}}","{{foreign}}","{{open}}"],"lock_reason":"audited"}""")).Is(
            201,
            $$"""
            {"locked_count":2,"skipped_count":4,"locked_ids":["{{open}}","{{closed}}"],"skipped":[
            {"period_id":"{{unknown}}","reason":"period_not_found"},{"period_id":"{{locked}}","reason":"period_already_locked"},
            {"period_id":"{{foreign}}","reason":"period_not_found"},{"period_id":"{{open}}","reason":"period_already_locked"}]}
            """);

        foreach (var id in new[] { open, closed })
        {
            var period = (await company.Viewer.Client.Get($"{PeriodCalls.Periods}/{id}")).Ok();
            Assert.Equal(("locked", "audited", company.Admin.Id), (period.Text("status"), period.Text("lock_reason"), period.Json.GetProperty("closed_by_user_id").GetGuid()));
        }
        Assert.Equal("open", (await other.Viewer.Client.Get($"{PeriodCalls.Periods}/{foreign}")).Text("status"));
        (await company.Member.Client.SignOff(open, "preparer")).IsError(400, "period_locked", "The period is locked");
    }

    [Theory]
    [InlineData("null")]
    [InlineData("\"\"")]
    [InlineData("\" \\t\"")]
    public async Task Without_a_reason_it_is_the_vendors(string reason)
    {
        var company = await service.NewCompany();
        var period = await company.OpenPeriod();
        (await company.Admin.Client.Post(BulkLock, $$"""{"period_ids":["{{period}}"],"lock_reason":{{reason}}}""")).Ok();
        Assert.Equal("Historical migration - bulk locked", (await company.Viewer.Client.Get($"{PeriodCalls.Periods}/{period}")).Text("lock_reason"));
    }

    [Fact]
    public async Task Nothing_to_lock_is_no_error()
    {
        var company = await service.NewCompany();
        var unknown = Guid.NewGuid();
        (await company.Admin.Client.Post(BulkLock, $$"""{"period_ids":["{{unknown}}"]}""")).Is(
            201, $$"""{"locked_count":0,"skipped_count":1,"locked_ids":[],"skipped":[{"period_id":"{{unknown}}","reason":"period_not_found"}]}""");
    }

    [Fact]
    public async Task A_retry_gets_the_first_answer_again()
    {
        var company = await service.NewCompany();
        var body = $$"""{"period_ids":["{{await company.OpenPeriod()}}"]}""";
        var first = (await company.Admin.Client.Keyed("k").Post(BulkLock, body)).Ok();
        (await company.Admin.Client.Keyed("k").Post(BulkLock, body)).Is(201, first.Body);
        Assert.Equal(1, first.Number("locked_count"));
    }

    [Fact]
    public async Task Each_malformed_id_is_named_by_its_place()
    {
        var company = await service.NewCompany();
        var period = await company.OpenPeriod();
        (await company.Admin.Client.Post(BulkLock, $$"""{"period_ids":["{{period}}","abc",7]}""")).IsProblem(
            """
            {"type":"uuid_parsing","loc":["body","period_ids",1],"msg":"Input should be a valid UUID, invalid length: expected length 32 for simple format, found 3",
            "input":"abc","ctx":{"error":"invalid length: expected length 32 for simple format, found 3"}},
            {"type":"uuid_type","loc":["body","period_ids",2],"msg":"UUID input should be a string, bytes or UUID object","input":7}
            """);
        Assert.Equal("open", (await company.Viewer.Client.Get($"{PeriodCalls.Periods}/{period}")).Text("status"));
    }

    [Fact]
    public async Task A_hundred_and_twenty_are_taken_and_one_more_is_not()
    {
        var company = await service.NewCompany();
        string Body(int count) => $$"""{"period_ids":[{{string.Join(',', Enumerable.Range(0, count).Select(_ => $"\"{Guid.NewGuid()}\""))}}]}""";
        Assert.Equal(120, (await company.Admin.Client.Post(BulkLock, Body(120))).Ok().Number("skipped_count"));
        var answer = await company.Admin.Client.Post(BulkLock, Body(121));
        Assert.Equal(422, answer.Status);
        Assert.Contains("List should have at most 120 items after validation, not 121", answer.Body, StringComparison.Ordinal);
    }
}
