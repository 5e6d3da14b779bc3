using System.Buffers.Binary;
using System.Buffers.Text;
using Periods.Gateway.Scoring;
using Periods.Gateway.Tests.Running;

namespace Periods.Gateway.Tests.Audit;

/// <summary>Who did what, when and why: every change of a business is in its log.</summary>
public sealed class AuditLogTests(TestService service) : IClassFixture<TestService>
{
    [Fact]
    public async Task A_close_is_told_to_the_letter()
    {
        var company = await service.NewCompany();
        var period = await company.OpenPeriod();
        (await company.Admin.Client.With("x-request-id", "7b0e/req:1").ClosePeriod("2026-03-31", "month end")).Ok();

        (await company.Owner.Client.Audit("?action=close_period")).Is(200, $$$"""
            {"items":[{"id":"b:{{{company.Id:N}}}/3","at":"<time>","user_id":"{{{company.Admin.Id}}}","token_id":"<id>","request_id":"7b0e/req:1","ip_address":"127.0.0.1","stated_email":null,
            "action":"close_period","entity":"period","entity_id":"{{{period}}}","period_id":"{{{period}}}","outcome":"accepted","code":null,"reason":"month end",
            "before":{"status":"open","lock_reason":null},"after":{"status":"closed","lock_reason":"month end"},"hash":"<hash>"}],
            "total":null,"limit":50,"next_cursor":null,"prev_cursor":null,"has_next":false,"has_prev":false}
            """);
    }

    [Fact]
    public async Task A_refusal_is_told_to_the_letter()
    {
        var company = await service.NewCompany();
        var period = await company.OpenPeriod();
        (await company.Admin.Client.With("x-request-id", "again").LockPeriod(period)).IsError(400, "period_not_closed", "Only a closed period can be locked");

        (await company.Owner.Client.WithRefusals(1)).Is(200, $$$"""
            {"items":[{"id":"a:{{{company.Id:N}}}/1","at":"<time>","user_id":"{{{company.Admin.Id}}}","token_id":"<id>","request_id":"again","ip_address":"127.0.0.1","stated_email":null,
            "action":"lock_period","entity":"period","entity_id":"{{{period}}}","period_id":"{{{period}}}","outcome":"refused","code":"period_not_closed","reason":null,
            "before":null,"after":null,"hash":"<hash>"}],
            "total":null,"limit":1000,"next_cursor":null,"prev_cursor":null,"has_next":false,"has_prev":false}
            """);
    }

    [Fact]
    public async Task Every_accepted_command_is_in_the_log_under_the_name_of_its_operation()
    {
        var company = await service.NewCompany();
        var (admin, member) = (company.Admin.Client, company.Member.Client);
        var period = await company.OpenPeriod();
        (await member.ReportInputs(period, """{"transaction_count":9}""")).Ok();
        (await member.SignOff(period, "preparer")).Ok();
        (await member.RevokeSignOff(period, "preparer")).Ok();
        (await member.Acknowledge(period, "cash_review")).Ok();
        (await member.Delete($"{PeriodCalls.Periods}/{period}/checklist-acks/cash_review")).Ok();
        (await member.PostEntry("2026-03-15")).Ok();
        (await admin.Put("/api/v1/businesses/policy", """{"sequential_close":true}""")).Ok();
        (await admin.ClosePeriod("2026-03-31")).Ok();
        (await admin.LockPeriod(period)).Ok();
        (await admin.ReopenPeriod(period)).Ok();
        (await company.Zenskar(company.Admin).ZenskarClose("2026-03-31")).Ok();
        (await admin.Post($"{PeriodCalls.Periods}/bulk-lock", $$"""{"period_ids":["{{period}}"],"lock_reason":"migration"}""")).Ok();

        var log = (await company.Operator.Audit("?limit=1000&descending=false")).Items();

        Assert.Equal(
        [
            "create_business", .. Company.Roles.SelectMany(_ => new[] { "add_business_user", "create_token" }), "create_period", "report_close_inputs",
            "create_period_sign_off", "delete_period_sign_off", "acknowledge_checklist_step", "delete_checklist_step_ack", "create_journal_entry",
            "set_business_policy", "close_period", "lock_period", "reopen_period", "close_period", "lock_period",
        ], log.Select(entry => entry.Field("action")));
        var operations = Routes.All(new CloseScoreEndpoints(streams: null!)).Select(operation => operation.Action).ToHashSet();
        Assert.All(log, entry => Assert.Contains(entry.Field("action")!, operations));
        Assert.All(log, entry => Assert.Equal("accepted", entry.Field("outcome")));
        Assert.All(log, entry => Assert.NotNull(entry.Field("request_id")));
    }

    [Fact]
    public async Task Who_was_behind_it_is_told_by_user_and_token_and_the_operator_is_nobody()
    {
        var company = await service.NewCompany();
        (await company.Admin.Client.CreatePeriod("2026-03-01", "2026-03-31")).Ok();

        var log = (await company.Admin.Client.Audit()).Items();

        var issued = log.Single(entry => entry.Field("action") == "create_token" && entry.GetProperty("after").Field("user_id") == $"{company.Admin.Id}");
        var created = log.Single(entry => entry.Field("action") == "create_period");
        Assert.Equal(issued.Field("entity_id"), created.Field("token_id"));
        Assert.Equal($"{company.Admin.Id}", created.Field("user_id"));
        Assert.All(log.Where(entry => entry.Field("action") != "create_period"), entry => Assert.Equal((null, null), (entry.Field("user_id"), entry.Field("token_id"))));
    }

    [Fact]
    public async Task A_token_ends_in_the_log_when_its_answer_said_it_would()
    {
        var company = await service.NewCompany();
        var issued = (await company.Admin.Client.Post("/api/v1/tokens", """{"name":"ci","expires_in_days":30}""")).Ok();

        var told = (await company.Owner.Client.Audit($"?action=create_token&user_id={company.Admin.Id}")).Items().Single();

        Assert.Equal(issued.Text("expires_at"), told.GetProperty("after").Field("expires_at"));
    }

    [Fact]
    public async Task A_retry_under_its_key_is_no_second_change()
    {
        var company = await service.NewCompany();
        var admin = company.Admin.Client.Keyed("once");
        (await admin.CreatePeriod("2026-03-01", "2026-03-31")).Ok();
        (await admin.CreatePeriod("2026-03-01", "2026-03-31")).Ok();

        Assert.Single((await company.Owner.Client.Audit("?action=create_period")).Items());
    }

    [Fact]
    public async Task The_log_is_paged_newest_first_or_oldest_first_and_back()
    {
        var company = await service.NewCompany();
        foreach (var month in new[] { "01", "03", "05", "07", "08" }) await company.OpenPeriod($"2026-{month}-01", $"2026-{month}-31");
        var owner = company.Owner.Client;
        var newest = (await owner.Audit()).Items().Select(entry => entry.Field("id")).ToArray();
        Assert.Equal(14, newest.Length);

        foreach (var (order, expected) in new[] { ("", newest), ("&descending=false", newest.Reverse().ToArray()) })
        {
            var first = await owner.Audit($"?limit=5{order}");
            var second = await owner.Audit($"?limit=5{order}&cursor={first.Text("next_cursor")}");
            var last = await owner.Audit($"?limit=5{order}&cursor={second.Text("next_cursor")}");
            var back = await owner.Audit($"?limit=5{order}&direction=prev&cursor={last.Text("prev_cursor")}");
            Assert.Equal(expected, first.Items().Concat(second.Items()).Concat(last.Items()).Select(entry => entry.Field("id")));
            Assert.Equal(second.Items().Select(entry => entry.Field("id")), back.Items().Select(entry => entry.Field("id")));
            Assert.Equal((true, false), Flags(first));
            Assert.Equal((true, true), Flags(second));
            Assert.Equal((false, true), Flags(last));
            var other = order.Length == 0 ? "&descending=false" : "";
            (await owner.Audit($"?limit=5{other}&cursor={first.Text("next_cursor")}")).IsError(400, "invalid_cursor", "The cursor does not belong to this list and sort order");
        }

        static (bool, bool) Flags(Answer page) => (page.Json.GetProperty("has_next").GetBoolean(), page.Json.GetProperty("has_prev").GetBoolean());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_way_back_from_an_empty_page_begins_with_the_entry_it_was_reached_from(bool descending)
    {
        var owner = (await service.NewCompany()).Owner.Client;
        var order = $"&descending={(descending ? "true" : "false")}";
        var all = (await owner.Audit($"?{order}")).Items().Select(entry => entry.Field("id")).ToArray();
        for (var limit = 1; limit < all.Length; limit++)
        {
            var page = await owner.Audit($"?limit={limit}{order}");
            var empty = await owner.Audit($"?action=none&cursor={page.Text("next_cursor")}{order}");
            var back = await owner.Audit($"?limit=1&direction=prev&cursor={empty.Text("prev_cursor")}{order}");

            Assert.Empty(empty.Items());
            Assert.Equal(all[limit - 1], Assert.Single(back.Items()).Field("id"));
        }
    }

    [Theory]
    [InlineData(-1, 1)]
    [InlineData(long.MaxValue, 1)]
    [InlineData(0, -1)]
    public async Task A_cursor_nobody_gave_out_is_400(long ticks, long version)
    {
        var cursor = new byte[34];
        (cursor[0], cursor[1]) = (1, (byte)'b');
        BinaryPrimitives.WriteInt64BigEndian(cursor.AsSpan(2), ticks);
        BinaryPrimitives.WriteInt64BigEndian(cursor.AsSpan(10), version);
        (await (await service.NewCompany()).Owner.Client.Audit($"?cursor={Base64Url.EncodeToString(cursor)}"))
            .IsError(400, "invalid_cursor", "The cursor does not belong to this list and sort order");
    }

    [Fact]
    public async Task The_log_is_filtered_by_time_period_user_action_and_outcome()
    {
        var company = await service.NewCompany();
        var (one, other) = (await company.OpenPeriod(), await company.OpenPeriod("2026-04-01", "2026-04-30"));
        (await company.Member.Client.SignOff(one, "preparer")).Ok();
        (await company.Member.Client.SignOff(other, "reviewer")).Ok();
        var owner = company.Owner.Client;
        var signed = Assert.Single((await owner.Audit($"?period_id={one}&action=create_period_sign_off")).Items());

        Assert.Equal(2, (await owner.Audit($"?period_id={one}")).Items().Length);
        Assert.Equal(2, (await owner.Audit($"?user_id={company.Member.Id}")).Items().Length);
        Assert.Equal(2, (await owner.Audit($"?from={signed.Field("at")}")).Items().Length);
        Assert.Equal(11, (await owner.Audit($"?to={signed.Field("at")}")).Items().Length);
        Assert.Empty((await owner.Audit("?to=2020-01-01")).Items());
        Assert.Empty((await owner.Audit("?outcome=refused")).Items());
        Assert.Equal(13, (await owner.Audit("?outcome=accepted")).Items().Length);
        Assert.Empty((await owner.Audit("?action=nothing_of_the_kind")).Items());
    }

    [Fact]
    public async Task A_business_that_never_was_has_no_log_and_no_chain()
    {
        var company = await service.NewCompany();
        var door = company.Operator.With("x-business-id", $"{Guid.NewGuid()}");

        (await door.Audit()).IsError(404, "business_not_found", "Resource not found");
        (await door.VerifyAudit(Guid.NewGuid())).IsError(404, "business_not_found", "Resource not found");
    }

    [Fact]
    public async Task Another_tenants_changes_are_in_no_log_but_its_own()
    {
        var (mine, other) = (await service.NewCompany(), await service.NewCompany());
        await other.OpenPeriod();

        Assert.DoesNotContain((await mine.Owner.Client.Audit()).Items(), entry => entry.Field("action") == "create_period");
    }
}
