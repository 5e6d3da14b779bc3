using Periods.Gateway.Tests.Running;

namespace Periods.Gateway.Tests.Retries;

/// <summary>ETag, If-None-Match and If-Match: what has not changed is not sent again, and what has changed is not changed unseen.</summary>
public sealed class ConditionalRequestTests(TestService service) : IClassFixture<TestService>
{
    private const int AtOnce = 24;
    private const string Changed = "The period is not as If-Match expects it";

    /// <summary>Each command that a condition is taken on, and whether its period must be closed for it.</summary>
    private static readonly (bool Closed, Func<Company, Guid, Client, Task<Answer>> Send)[] Commands =
    [
        (false, (_, _, client) => client.ClosePeriod("2026-03-31")),
        (true, (_, period, client) => client.LockPeriod(period)),
        (true, (_, period, client) => client.ReopenPeriod(period)),
        (false, (_, period, client) => client.SignOff(period, "reviewer")),
        (false, (_, period, client) => client.RevokeSignOff(period, "preparer")),
        (false, (_, period, client) => client.Acknowledge(period, "controller_review")),
        (false, (_, period, client) => client.Delete($"{PeriodCalls.Periods}/{period}/checklist-acks/cash_review")),
        (false, (_, period, client) => client.ReportInputs(period, """{"transaction_count":7}""")),
    ];

    public static TheoryData<int> EachCommand => [.. Enumerable.Range(0, Commands.Length)];

    [Fact]
    public async Task A_period_and_its_score_have_one_strong_tag_in_both_dialects()
    {
        var company = await service.NewCompany();
        var period = await Worked(company, closed: true);

        var tag = (await Read(company, period)).Headers["ETag"];

        Assert.Matches("^\"[0-9]+-[0-9a-f]{16}\"$", tag);
        Assert.Equal(tag, (await company.Viewer.Client.CloseScore(period)).Headers["ETag"]);
        Assert.Equal(tag, (await company.Zenskar(company.Viewer).Get($"/accounting_new/periods/{period}")).Headers["ETag"]);
    }

    [Fact]
    public async Task What_the_client_has_is_not_sent_again()
    {
        var company = await service.NewCompany();
        var period = await Worked(company, closed: true);
        var tag = (await Read(company, period)).Headers["ETag"];
        foreach (var (client, path) in Reads(company, period))
        {
            foreach (var known in new[] { tag, $"W/{tag}", "*", $"\"x\", {tag}", $"\"a,b\" ,, W/{tag}" })
            {
                var unchanged = (await client.With("If-None-Match", known).Get(path)).IsNothing(304);
                Assert.Equal((tag, false), (unchanged.Headers["ETag"], unchanged.Headers.ContainsKey("Content-Type")));
            }
            (await client.With("If-None-Match", "\"1-0000000000000000\"").Get(path)).Ok();
        }

        (await company.Admin.Client.ReopenPeriod(period)).Ok();
        foreach (var (client, path) in Reads(company, period))
            Assert.NotEqual(tag, (await client.With("If-None-Match", tag).Get(path)).Ok().Headers["ETag"]);
    }

    [Fact]
    public async Task An_answer_is_its_tenants_own_and_whoever_keeps_it_asks_before_it_is_used_again()
    {
        var company = await service.NewCompany();
        var period = await company.OpenPeriod();
        var read = await Read(company, period);
        var unchanged = (await company.Viewer.Client.With("If-None-Match", "*").Get($"{PeriodCalls.Periods}/{period}")).IsNothing(304);
        var missing = await company.Viewer.Client.Get($"{PeriodCalls.Periods}/{Guid.NewGuid()}");
        foreach (var answer in new[] { read, unchanged, missing })
            Assert.Equal(["no-cache", "private"], answer.Headers["Cache-Control"].Split(", ").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task What_is_not_there_is_not_unchanged()
    {
        var company = await service.NewCompany();
        (await company.Viewer.Client.With("If-None-Match", "*").Get($"{PeriodCalls.Periods}/{Guid.NewGuid()}")).IsError(404, "period_not_found", "Resource not found");
    }

    [Fact]
    public async Task An_enveloped_answer_has_a_tag_of_its_own_that_is_as_good_for_a_command()
    {
        var company = await service.NewCompany();
        var period = await company.OpenPeriod();
        var path = $"{PeriodCalls.Periods}/{period}";
        var (bare, enveloping) = (company.Admin.Client, company.Admin.Client.With("Prefer", "envelope"));
        var (tag, enveloped) = ((await bare.Get(path)).Headers["ETag"], (await enveloping.Get(path)).Headers["ETag"]);

        Assert.NotEqual(tag, enveloped);
        (await enveloping.With("If-None-Match", tag).Get(path)).Ok();
        (await enveloping.With("If-None-Match", enveloped).Get(path)).IsNothing(304);
        (await bare.With("If-Match", enveloped).ClosePeriod("2026-03-31")).Ok();
    }

    [Theory]
    [MemberData(nameof(EachCommand))]
    [Trait("Needs", "one process")]
    public async Task A_command_is_taken_while_the_period_is_as_the_client_saw_it_and_only_then(int command)
    {
        var (closed, send) = Commands[command];
        var company = await service.NewCompany();
        var period = await Worked(company, closed);
        var seen = (await Read(company, period)).Headers["ETag"];
        // Somebody else signs: whatever the client is about to do, it has not seen that.
        (await company.Admin.Client.SignOff(period, "partner")).Ok();
        var before = Journal.Changes(service.JournalPath);

        foreach (var condition in new[] { seen, $"W/{(await Read(company, period)).Headers["ETag"]}", "\"x\"" })
            (await send(company, period, company.Owner.Client.With("If-Match", condition))).IsError(412, "period_changed", Changed);
        Assert.Equal(before, Journal.Changes(service.JournalPath));

        (await send(company, period, company.Owner.Client.With("If-Match", $"{seen}, {(await Read(company, period)).Headers["ETag"]}"))).Ok();
    }

    [Theory]
    [MemberData(nameof(EachCommand))]
    public async Task An_asterisk_asks_for_any_period_that_is_there(int command)
    {
        var (closed, send) = Commands[command];
        var company = await service.NewCompany();
        (await send(company, await Worked(company, closed), company.Owner.Client.With("If-Match", "*"))).Ok();
    }

    [Fact]
    public async Task A_close_with_a_condition_creates_no_period()
    {
        var company = await service.NewCompany();
        (await company.Admin.Client.With("If-Match", "*").ClosePeriod("2026-03-31")).IsError(412, "period_changed", Changed);
        (await company.Zenskar(company.Admin).With("If-Match", "*").ZenskarClose("2026-03-31")).IsError(412, "period_changed", Changed);
        (await company.Viewer.Client.Get(PeriodCalls.Periods)).Is(200, """{"items":[],"total":null,"limit":50,"next_cursor":null,"prev_cursor":null,"has_next":false,"has_prev":false}""");
    }

    [Fact]
    public async Task What_a_lifecycle_command_answers_carries_the_tag_for_the_next()
    {
        var company = await service.NewCompany();
        var (admin, zenskar) = (company.Admin.Client, company.Zenskar(company.Admin));
        var created = (await admin.CreatePeriod("2026-03-01", "2026-03-31")).Ok();
        var closed = (await zenskar.With("If-Match", created.Headers["ETag"]).ZenskarClose("2026-03-31")).Ok();
        var locked = (await admin.With("If-Match", closed.Headers["ETag"]).LockPeriod(created.Id)).Ok();
        var reopened = (await admin.With("If-Match", locked.Headers["ETag"]).ReopenPeriod(created.Id)).Ok();

        Assert.Equal(reopened.Headers["ETag"], (await Read(company, created.Id)).Headers["ETag"]);
    }

    [Fact]
    public async Task A_retry_is_answered_as_the_first_time_whatever_its_condition()
    {
        var company = await service.NewCompany();
        var period = await company.OpenPeriod();
        var keyed = company.Admin.Client.Keyed("k-1");
        var seen = (await Read(company, period)).Headers["ETag"];
        var first = (await keyed.With("If-Match", seen).ClosePeriod("2026-03-31")).Ok();
        (await company.Admin.Client.ReopenPeriod(period)).Ok();

        foreach (var condition in new[] { seen, "\"x\"", "*" })
        {
            var again = await keyed.With("If-Match", condition).ClosePeriod("2026-03-31");
            Assert.Equal((first.Status, first.Body, first.Headers["ETag"]), (again.Status, again.Body, again.Headers["ETag"]));
        }
    }

    [Theory]
    [InlineData("17")]
    [InlineData("")]
    [InlineData(",")]
    [InlineData("\"a")]
    [InlineData("\"a\" \"b\"")]
    [InlineData("\"a b\"")]
    [InlineData("w/\"a\"")]
    [InlineData("*, \"a\"")]
    public async Task A_condition_that_is_no_list_of_tags_is_a_problem(string condition)
    {
        var company = await service.NewCompany();
        var period = await company.OpenPeriod();
        string Problem(string header) =>
            $$$$"""{"type":"value_error","loc":["header","{{{{header}}}}"],"msg":"Value error, An entity tag is a quoted string","input":"{{{{condition.Replace("\"", "\\\"", StringComparison.Ordinal)}}}}","ctx":{"error":{}}}""";

        (await company.Admin.Client.With("If-Match", condition).ClosePeriod("2026-03-31")).IsProblem(Problem("if-match"));
        foreach (var (client, path) in Reads(company, period)) (await client.With("If-None-Match", condition).Get(path)).IsProblem(Problem("if-none-match"));
    }

    [Fact]
    public async Task Of_many_at_once_that_expect_the_same_exactly_one_is_taken()
    {
        var company = await service.NewCompany();
        var period = await company.OpenPeriod();
        var client = company.Admin.Client.With("If-Match", (await Read(company, period)).Headers["ETag"]);

        var answers = await Task.WhenAll(Enumerable.Range(1, AtOnce).Select(n => Insist(() => (n % 3) switch
        {
            0 => client.ReportInputs(period, $$"""{"transaction_count":{{n}}}"""),
            1 => client.SignOff(period, "preparer", $"{n}"),
            _ => client.ClosePeriod("2026-03-31"),
        })));

        Assert.Single(answers, answer => answer.Status < 300);
        foreach (var answer in answers.Where(answer => answer.Status >= 300)) answer.IsError(412, "period_changed", Changed);
    }

    /// <summary>Until there is a place for it among the requests of other tests' businesses.</summary>
    private static async Task<Answer> Insist(Func<Task<Answer>> ask)
    {
        while (true)
            if (await ask() is { Status: not 429 } answer) return answer;
    }

    /// <summary>March, with what the commands take back.</summary>
    private static async Task<Guid> Worked(Company company, bool closed)
    {
        var period = await company.OpenPeriod();
        (await company.Owner.Client.SignOff(period, "preparer")).Ok();
        (await company.Owner.Client.Acknowledge(period, "cash_review")).Ok();
        if (closed) (await company.Admin.Client.ClosePeriod("2026-03-31")).Ok();
        return period;
    }

    private static async Task<Answer> Read(Company company, Guid period) => (await company.Viewer.Client.Get($"{PeriodCalls.Periods}/{period}")).Ok();

    private static (Client Client, string Path)[] Reads(Company company, Guid period) =>
    [
        (company.Viewer.Client, $"{PeriodCalls.Periods}/{period}"),
        (company.Viewer.Client, $"{PeriodCalls.Periods}/{period}/close-score"),
        (company.Zenskar(company.Viewer), $"/accounting_new/periods/{period}"),
    ];
}
