using Periods.Gateway.Tests.Running;

namespace Periods.Gateway.Tests.Closing;

/// <summary>open → closed → locked, and back by a reopen: every answer with its exact body.</summary>
public sealed class LifecycleTests(TestService service) : IClassFixture<TestService>
{
    [Fact]
    public async Task A_new_period_is_open_with_every_field_present()
    {
        var company = await service.NewCompany();
        var created = await company.Admin.Client.CreatePeriod("2026-03-01", "2026-03-31");
        created.Is(201, Body(company, "<id>", "open"));
        (await company.Viewer.Client.Get($"{PeriodCalls.Periods}/{created.Id}")).Is(200, created.Body);
    }

    [Fact]
    public async Task A_period_closes_locks_and_reopens_and_keeps_its_history()
    {
        var company = await service.NewCompany();
        var (admin, owner) = (company.Admin, company.Owner);
        var period = await company.OpenPeriod();

        var closed = (await admin.Client.ClosePeriod("2026-03-31", "done")).Is(201, Body(company, $"{period}", "closed", $"\"{admin.Id}\"", "\"done\""));
        var locked = (await owner.Client.Post($"{PeriodCalls.Periods}/{period}/lock", """{"lock_reason":"audited"}"""))
            .Is(201, Body(company, $"{period}", "locked", $"\"{admin.Id}\"", "\"audited\""));
        Assert.Equal(closed.Text("closed_at"), locked.Text("closed_at"));
        var reopened = (await owner.Client.ReopenPeriod(period, "late \\\"invoice\\\" <ü>"))
            .Is(201, Body(company, $"{period}", "open", $"\"{admin.Id}\"", "\"audited\"", "\"late \\\"invoice\\\" <ü>\"", $"\"{owner.Id}\""));
        (await company.Viewer.Client.Get($"{PeriodCalls.Periods}/{period}")).Is(200, reopened.Body);
        (await admin.Client.ClosePeriod("2026-03-31"))
            .Is(201, Body(company, $"{period}", "closed", $"\"{admin.Id}\"", "null", "\"late \\\"invoice\\\" <ü>\"", $"\"{owner.Id}\""));
    }

    [Fact]
    public async Task Each_step_is_refused_where_it_does_not_lead()
    {
        var company = await service.NewCompany();
        var admin = company.Admin.Client;
        var period = await company.OpenPeriod();

        (await admin.LockPeriod(period)).IsError(400, "period_not_closed", "Only a closed period can be locked");
        (await admin.ReopenPeriod(period)).IsError(400, "period_already_open", "The period is already open");
        (await admin.ClosePeriod("2026-03-31")).Ok();
        (await admin.ClosePeriod("2026-03-31")).IsError(400, "period_already_closed", "The period is already closed");
        (await admin.LockPeriod(period)).Ok();
        (await admin.LockPeriod(period)).IsError(400, "period_already_locked", "The period is already locked");
        (await admin.ClosePeriod("2026-03-31")).IsError(400, "period_locked", "The period is locked");
    }

    [Fact]
    public async Task Closed_is_closed_for_content_and_open_for_reviews_and_locked_is_neither()
    {
        var company = await service.NewCompany();
        var (admin, member) = (company.Admin.Client, company.Member.Client);
        var period = await company.OpenPeriod();
        (await member.SignOff(period, "preparer")).Ok();
        (await member.Acknowledge(period, "cash_review")).Ok();

        (await admin.ClosePeriod("2026-03-31")).Ok();
        await ContentIsRefused("period_closed", "The period is closed");
        (await member.SignOff(period, "reviewer")).Ok();
        (await member.RevokeSignOff(period, "reviewer")).IsNothing(204);

        (await admin.LockPeriod(period)).Ok();
        await ContentIsRefused("period_locked", "The period is locked");
        (await member.SignOff(period, "reviewer")).IsError(400, "period_locked", "The period is locked");
        (await member.RevokeSignOff(period, "preparer")).IsError(400, "period_locked", "The period is locked");

        (await admin.ReopenPeriod(period)).Ok();
        (await member.ReportInputs(period, """{"transaction_count":1}""")).Ok();

        async Task ContentIsRefused(string code, string detail)
        {
            (await member.ReportInputs(period, """{"transaction_count":1}""")).IsError(400, code, detail);
            (await member.Acknowledge(period, "controller_review")).IsError(400, code, detail);
            (await member.Delete($"{PeriodCalls.Periods}/{period}/checklist-acks/cash_review")).IsError(400, code, detail);
        }
    }

    [Fact]
    public async Task Periods_do_not_overlap_and_do_not_end_before_they_start()
    {
        var company = await service.NewCompany();
        var admin = company.Admin.Client;
        (await admin.CreatePeriod("2026-03-31", "2026-03-01")).IsError(400, "period_end_before_start", "The period ends before it starts");
        await company.OpenPeriod("2026-03-05", "2026-03-31");
        foreach (var (start, end) in new[] { ("2026-03-05", "2026-03-31"), ("2026-03-31", "2026-04-30"), ("2026-03-01", "2026-03-05"), ("2026-03-10", "2026-03-10"), ("2026-01-01", "2026-12-31") })
            (await admin.CreatePeriod(start, end)).IsError(409, "period_overlaps", "Resource already exists");
        (await admin.CreatePeriod("2026-04-01", "2026-04-01")).Ok();
    }

    [Fact]
    public async Task A_close_without_a_period_makes_one_from_the_day_after_the_last()
    {
        var company = await service.NewCompany();
        var admin = company.Admin.Client;
        (await admin.ClosePeriod("2026-02-20")).Is(201, Body(company, "<id>", "closed", $"\"{company.Admin.Id}\"", start: "2026-02-01", end: "2026-02-20"));
        (await admin.ClosePeriod("2026-03-31")).Is(201, Body(company, "<id>", "closed", $"\"{company.Admin.Id}\"", start: "2026-02-21"));
        (await admin.ClosePeriod("2026-03-30")).IsError(400, "period_end_not_after_last", "The end date is not after the last period");
    }

    [Fact]
    public async Task The_day_zero_dialect_closes_in_any_order()
    {
        var company = await service.NewCompany();
        await company.OpenPeriod("2026-03-01", "2026-03-31");
        await company.OpenPeriod("2026-04-01", "2026-04-30");
        (await company.Admin.Client.ClosePeriod("2026-04-30")).Ok();
        (await company.Admin.Client.ClosePeriod("2026-03-31")).Ok();
    }

    [Fact]
    public async Task A_business_has_1200_periods_and_no_more()
    {
        var company = await service.NewCompany();
        var day = new DateOnly(2000, 1, 1);
        await Parallel.ForAsync(0, Limits.PeriodsPerBusinessMax, new ParallelOptions { MaxDegreeOfParallelism = Limits.InFlightPerBusinessMin }, async (i, _) =>
            (await company.Admin.Client.CreatePeriod($"{day.AddDays(i):yyyy-MM-dd}", $"{day.AddDays(i):yyyy-MM-dd}")).Ok());
        (await company.Admin.Client.CreatePeriod("2026-03-01", "2026-03-31")).IsError(400, "too_many_periods", "The business has as many periods as it may have");
        (await company.Admin.Client.ClosePeriod("2026-03-31")).IsError(400, "too_many_periods", "The business has as many periods as it may have");
        Assert.Equal(1_200, (await company.Viewer.Client.Get($"{PeriodCalls.Periods}?limit=1&include_total_count=true")).Number("total"));
    }

    private static string Body(
        Company company, string id, string status, string closedBy = "null", string lockReason = "null", string reopenReason = "null", string reopenedBy = "null",
        string start = "2026-03-01", string end = "2026-03-31") =>
        $$"""
        {"id":"{{id}}","business_id":"{{company.Id}}","period_start":"{{start}}","period_end":"{{end}}","status":"{{status}}",
        "closed_at":{{(closedBy == "null" ? "null" : "\"<time>\"")}},"closed_by_user_id":{{closedBy}},"lock_reason":{{lockReason}},"reopen_reason":{{reopenReason}},
        "reopened_at":{{(reopenedBy == "null" ? "null" : "\"<time>\"")}},"reopened_by_user_id":{{reopenedBy}},"created_at":"<time>","updated_at":"<time>","forced":false}
        """;
}
