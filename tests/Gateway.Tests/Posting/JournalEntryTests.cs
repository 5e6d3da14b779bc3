using Periods.Gateway.Tests.Contract;
using Periods.Gateway.Tests.Running;

namespace Periods.Gateway.Tests.Posting;

/// <summary>The posting gate over HTTP: every answer with its exact body.</summary>
public sealed class JournalEntryTests(TestService service) : IClassFixture<TestService>
{
    private const string Lines =
        """[{"ledger_id":"6100","amount":100,"debit_credit":"debit","description":"office"},{"ledger_id":"1000","amount":100,"debit_credit":"credit","description":null}]""";

    [Fact]
    public async Task An_entry_is_answered_as_it_was_sent_with_what_the_service_added()
    {
        var company = await service.NewCompany();
        var period = await company.OpenPeriod();
        var id = Guid.NewGuid();

        (await company.Member.Client.PostEntry("2026-03-15T09:30:00+01:00", id)).Is(201, Body(company, $"{id}", "2026-03-15T09:30:00+01:00", "2026-03-15", $"\"{period}\""));
        (await company.Member.Client.PostEntry("2026-04-01")).Is(201, Body(company, "<id>", "2026-04-01T00:00:00", "2026-04-01", "null"));
    }

    [Theory]
    [InlineData("2026-03-31T23:59:59.999999-12:00", "2026-03-31T23:59:59.999999-12:00")]
    [InlineData("2026-03-31T23:30:00-05:00", "2026-03-31T23:30:00-05:00")]
    [InlineData("2026-04-01t00:00:00+14:00", "2026-04-01T00:00:00+14:00")]
    [InlineData("2026-04-01 00:00z", "2026-04-01T00:00:00Z")]
    public async Task The_posting_date_is_the_date_as_given_whatever_the_offset(string sent, string answered)
    {
        var company = await service.NewCompany();
        await company.OpenPeriod();
        (await company.Admin.Client.ClosePeriod("2026-03-31")).Ok();

        var answer = await company.Member.Client.PostEntry(sent);

        if (sent.StartsWith("2026-04", StringComparison.Ordinal)) Assert.Equal((answered, "2026-04-01"), (answer.Ok().Text("datetime"), answer.Text("posting_date")));
        else Assert.Equal("period_closed", answer.Text("code"));
    }

    [Fact]
    public async Task Closed_and_locked_are_told_with_the_period_and_the_first_open_date_until_a_reopen()
    {
        var company = await service.NewCompany();
        var (march, april) = (await company.OpenPeriod(), await company.OpenPeriod("2026-04-01", "2026-04-30"));
        var member = company.Member.Client;
        (await company.Admin.Client.ClosePeriod("2026-03-31")).Ok();
        (await company.Admin.Client.ClosePeriod("2026-04-30")).Ok();

        var refused = (await member.PostEntry("2026-03-31")).Is(400,
            $$"""{"detail":"The period is closed","code":"period_closed","blocking_period":{"id":"{{march}}","period_start":"2026-03-01","period_end":"2026-03-31","status":"closed"},"first_open_date":"2026-05-01"}""");
        var schema = ContractDocument.Operation("create_journal_entry_api_v1_journal_entries_post").Response(400).GetProperty("content").GetProperty("application/json").GetProperty("schema");
        Assert.Empty(SchemaChecker.Objections(refused.Json, schema));
        (await company.Admin.Client.LockPeriod(april)).Ok();
        (await member.PostEntry("2026-04-01")).Is(400,
            $$"""{"detail":"The period is locked","code":"period_locked","blocking_period":{"id":"{{april}}","period_start":"2026-04-01","period_end":"2026-04-30","status":"locked"},"first_open_date":"2026-05-01"}""");

        (await company.Admin.Client.ReopenPeriod(march)).Ok();
        (await member.PostEntry("2026-03-31")).Ok();
    }

    [Fact]
    public async Task At_the_end_of_time_no_date_is_open()
    {
        var company = await service.NewCompany();
        var last = await company.OpenPeriod("9999-12-31", "9999-12-31");
        (await company.Admin.Client.ClosePeriod("9999-12-31")).Ok();
        (await company.Member.Client.PostEntry("9999-12-31T23:59:59Z")).Is(400,
            $$"""{"detail":"The period is closed","code":"period_closed","blocking_period":{"id":"{{last}}","period_start":"9999-12-31","period_end":"9999-12-31","status":"closed"},"first_open_date":null}""");
    }

    [Fact]
    public async Task Debits_equal_credits()
    {
        var company = await service.NewCompany();
        (await Post("""{"ledger_id":"1","amount":1,"debit_credit":"debit"},{"ledger_id":"2","amount":2,"debit_credit":"credit"}""")).IsError(400, "entry_not_balanced", "Debits do not equal credits");
        (await Post("""{"ledger_id":"1","amount":1,"debit_credit":"debit"},{"ledger_id":"2","amount":1,"debit_credit":"debit"}""")).IsError(400, "entry_not_balanced", "Debits do not equal credits");
        (await Post("""{"ledger_id":"1","amount":3,"debit_credit":"debit"},{"ledger_id":"2","amount":2,"debit_credit":"credit"},{"ledger_id":"2","amount":1,"debit_credit":"credit"}""")).Ok();
        var most = string.Join(',', Enumerable.Range(0, 200).Select(n => $$"""{"ledger_id":"{{n}}","amount":1000000000000000,"debit_credit":"{{(n % 2 == 0 ? "debit" : "credit")}}"}"""));
        (await Post(most)).Ok();

        Task<Answer> Post(string lines) => company.Member.Client.Post(PostingCalls.Entries, $$"""{"description":"x","datetime":"2026-03-01","line_entries":[{{lines}}]}""");
    }

    [Fact]
    public async Task An_id_posts_once_for_ever_also_after_the_close_and_by_another_user()
    {
        var company = await service.NewCompany();
        await company.OpenPeriod();
        var id = Guid.NewGuid();
        var first = (await company.Member.Client.PostEntry("2026-03-15", id)).Ok();

        (await company.Member.Client.PostEntry("2026-03-15", id)).Is(201, first.Body);
        (await company.Owner.Client.PostEntry("2026-03-15T00:00:00", id)).Is(201, first.Body);
        (await company.Member.Client.PostEntry("2026-03-15", id, "other")).IsError(409, "journal_entry_already_exists", "Resource already exists");
        (await company.Member.Client.PostEntry("2026-03-16", id)).IsError(409, "journal_entry_already_exists", "Resource already exists");
        (await company.Admin.Client.ClosePeriod("2026-03-31")).Ok();
        (await company.Member.Client.PostEntry("2026-03-15", id)).Is(201, first.Body);

        var list = (await company.Viewer.Client.Get(PostingCalls.Entries)).Ok();
        Assert.Equal(1, list.Json.GetProperty("items").GetArrayLength());
        // Another business's ids are its own.
        (await (await service.NewCompany()).Member.Client.PostEntry("2026-03-15", id)).Ok();
    }

    [Fact]
    public async Task A_key_replays_the_answer_and_takes_no_other_body()
    {
        var company = await service.NewCompany();
        var member = company.Member.Client.Keyed("march-rent");
        var first = (await member.PostEntry("2026-03-15")).Ok();

        (await member.PostEntry("2026-03-15")).Is(201, first.Body);
        (await member.PostEntry("2026-03-16")).IsProblem(
            """{"type":"idempotency_key_reuse","loc":["header","idempotency-key"],"msg":"The idempotency key was used with another request","input":"march-rent"}""");
        Assert.Equal(1, (await company.Viewer.Client.Get($"{PostingCalls.Entries}?include_total_count=true")).Number("total"));
    }

    [Fact]
    public async Task A_check_says_per_date_what_blocks_it()
    {
        var company = await service.NewCompany();
        var march = await company.OpenPeriod();
        (await company.Admin.Client.ClosePeriod("2026-03-31")).Ok();

        (await company.Viewer.Client.CheckDates("2026-04-01", "2026-03-31", "2026-04-01")).Is(200,
            $$"""
            {"items":[{"date":"2026-04-01","allowed":true,"blocking_period":null,"first_open_date":null},
            {"date":"2026-03-31","allowed":false,"blocking_period":{"id":"{{march}}","period_start":"2026-03-01","period_end":"2026-03-31","status":"closed"},"first_open_date":"2026-04-01"},
            {"date":"2026-04-01","allowed":true,"blocking_period":null,"first_open_date":null}]}
            """);
        var many = Enumerable.Range(0, 1_000).Select(n => $"{new DateOnly(2026, 1, 1).AddDays(n):yyyy-MM-dd}").ToArray();
        Assert.Equal(1_000, (await company.Viewer.Client.CheckDates(many)).Ok().Json.GetProperty("items").GetArrayLength());
    }

    [Fact]
    public async Task The_first_close_begins_on_the_earliest_posting_date_in_both_dialects()
    {
        foreach (var zenskar in new[] { false, true })
        {
            var company = await service.NewCompany();
            (await company.Member.Client.PostEntry("2026-01-31")).Ok();
            (await company.Member.Client.PostEntry("2025-11-07")).Ok();
            var closed = (await (zenskar ? company.Zenskar(company.Admin).ZenskarClose("2026-01-31") : company.Admin.Client.ClosePeriod("2026-01-31"))).Ok();
            Assert.Equal("2025-11-07", closed.Text("period_start"));
        }
    }

    [Fact]
    public async Task A_taken_entry_makes_the_sign_offs_of_its_period_stale()
    {
        var company = await service.NewCompany();
        var period = await company.OpenPeriod();
        (await company.Member.Client.SignOff(period, "preparer")).Ok();
        (await company.Member.Client.PostEntry("2026-03-31")).Ok();

        var signed = (await company.Viewer.Client.Get($"{PeriodCalls.Periods}/{period}/sign-offs")).Ok().Json.GetProperty("items")[0];
        Assert.True(signed.GetProperty("stale").GetBoolean());
    }

    private static string Body(Company company, string id, string datetime, string date, string period) =>
        $$"""{"id":"{{id}}","business_id":"{{company.Id}}","description":"rent","datetime":"{{datetime}}","posting_date":"{{date}}","period_id":{{period}},"line_entries":{{Lines}},"posted_by_user_id":"{{company.Member.Id}}","created_at":"<time>"}""";
}
