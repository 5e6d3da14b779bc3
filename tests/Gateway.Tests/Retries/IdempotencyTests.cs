using Periods.Gateway.Tests.Running;

namespace Periods.Gateway.Tests.Retries;

/// <summary>The Idempotency-Key header: the same command again gives the same answer and no second effect.</summary>
public sealed class IdempotencyTests(TestService service) : IClassFixture<TestService>
{
    private const string March = """{"period_start":"2026-03-01","period_end":"2026-03-31"}""";

    private const string Reused =
        """{"type":"idempotency_key_reuse","loc":["header","idempotency-key"],"msg":"The idempotency key was used with another request","input":"k-1"}""";

    private static readonly System.Text.Json.JsonSerializerOptions Relaxed = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Each command, ready to be sent; what it acts on was made before.</summary>
    private static readonly (string Name, Func<Company, Guid, Client, Task<Answer>> Send)[] Commands =
    [
        ("create period", (_, _, client) => client.CreatePeriod("2026-05-01", "2026-05-31")),
        ("close", (_, _, client) => client.ClosePeriod("2026-03-31", "done")),
        ("lock", (_, period, client) => client.LockPeriod(period)),
        ("reopen", (_, period, client) => client.ReopenPeriod(period)),
        ("sign off", (_, period, client) => client.SignOff(period, "preparer", "n")),
        ("acknowledge", (_, period, client) => client.Acknowledge(period, "cash_review", """{"notes":"n"}""")),
        ("inputs", (_, period, client) => client.ReportInputs(period, """{"transaction_count":7}""")),
        ("withdraw", (_, period, client) => client.Delete($"{PeriodCalls.Periods}/{period}/checklist-acks/cash_review")),
        ("revoke", (_, period, client) => client.RevokeSignOff(period, "preparer")),
        ("policy", (_, _, client) => client.Put("/api/v1/businesses/policy", """{"segregation_of_duties":true}""")),
        ("post", (_, _, client) => client.PostEntry("2026-03-15")),
        ("zenskar close", (company, _, client) => client.With("x-api-key", company.Owner.Token).With("organisation", $"{company.Id}").ZenskarClose("2026-03-31")),
        ("bulk lock", (_, period, client) => client.Post($"{PeriodCalls.Periods}/bulk-lock", $$"""{"period_ids":["{{period}}"]}""")),
        ("revoke token", async (company, _, client) => await client.Delete($"/api/v1/tokens/{await TokenOf(company, company.Viewer)}")),
        ("take a token back", async (company, _, client) => await client.Post($"/api/v1/tokens/{await TokenOf(company, company.Member)}/revoke", """{"revocation_reason":"leaked"}""")),
        ("add user", (_, _, client) => client.Post("/api/v1/businesses/users", """{"email":"new@acme.example","first_name":"A","last_name":"B","role":"viewer"}""")),
    ];

    [Fact]
    [Trait("Needs", "one process")]
    public async Task The_same_key_gives_the_same_status_and_body_and_one_event()
    {
        var company = await service.NewCompany();
        var period = await company.OpenPeriod();
        foreach (var (name, send) in Commands)
        {
            var client = company.Owner.Client.Keyed($"\"{name}\"");
            var first = (await send(company, period, client)).Ok();
            var second = await send(company, period, client);
            Assert.Equal((name, first.Status, first.Body), (name, second.Status, second.Body));
        }
        var facts = await Journal.ReadVerified(service.JournalPath);
        foreach (var (name, _) in Commands)
            Assert.Single(facts, f => f.Event.CommandId == name && f.Entity.Business == company.Id && !IsTwin(f));
    }

    [Fact]
    public async Task A_key_is_the_same_quoted_or_not()
    {
        var company = await service.NewCompany();
        var first = (await company.Admin.Client.Keyed("\"k-1\"").Post(PeriodCalls.Periods, March)).Ok();
        Assert.Equal(first.Body, (await company.Admin.Client.Keyed("k-1").Post(PeriodCalls.Periods, March)).Body);
    }

    public static TheoryData<Contract.Operation> CommandOperations => [.. Contract.Operations.All.Where(operation => !OnlyLooks(operation))];

    [Theory]
    [MemberData(nameof(CommandOperations))]
    public async Task Every_command_of_the_service_reads_the_key(Contract.Operation operation)
    {
        var company = await service.NewCompany();
        var answer = await operation.Call(operation.ByAllowed(company).Keyed(new string('k', Limits.IdempotencyKeyLengthMax + 1)), Guid.NewGuid());
        Assert.Contains("\"loc\":[\"header\",\"idempotency-key\"]", answer.IsStatus(422).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_longest_key_may_be_quoted_and_escaped()
    {
        var company = await service.NewCompany();
        var key = new string('"', Limits.IdempotencyKeyLengthMax);
        var quoted = $"\"{key.Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
        var first = (await company.Admin.Client.Keyed(quoted).Post(PeriodCalls.Periods, March)).Ok();
        (await company.Admin.Client.Keyed(quoted).Post(PeriodCalls.Periods, March)).Is(201, first.Body);
        Assert.Contains("string_too_long", (await company.Admin.Client.Keyed($"\"k{quoted[1..]}").Post(PeriodCalls.Periods, March)).IsStatus(422).Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"say \\\"yes\\\"\"", "say \"yes\"")]
    [InlineData("\"a\\\\b\"", "a\\b")]
    [InlineData("\"4f0c 2a1e\"", "4f0c 2a1e")]
    public async Task A_quoted_key_is_what_its_escapes_stand_for(string quoted, string bare)
    {
        var company = await service.NewCompany();
        var first = (await company.Admin.Client.Keyed(quoted).Post(PeriodCalls.Periods, March)).Ok();
        (await company.Admin.Client.Keyed(bare).Post(PeriodCalls.Periods, March)).Is(201, first.Body);
    }

    [Theory]
    [InlineData("\"k")]
    [InlineData("\"")]
    [InlineData("\"a\"b\"")]
    [InlineData("\"a\\b\"")]
    [InlineData("\"a\\\"")]
    [InlineData("\"k\";p=1")]
    public async Task A_key_that_is_quoted_wrongly_is_a_problem(string key)
    {
        var company = await service.NewCompany();
        (await company.Admin.Client.Keyed(key).Post(PeriodCalls.Periods, March)).IsProblem(NotOneKey(key));
    }

    [Theory]
    [InlineData(new byte[] { 0x63, 0x6C, 0xC3, 0xA9 })]
    [InlineData(new byte[] { 0x63, 0x6C, 0xE9 })]
    [InlineData(new byte[] { 0x22, 0x63, 0x6C, 0xC3, 0xA9, 0x22 })]
    public async Task A_key_beyond_ascii_is_a_problem_for_not_everybody_reads_it_in_the_same_way(byte[] key)
    {
        var company = await service.NewCompany();
        var (status, body) = await PostUnder(company, key);
        Assert.Equal((422, $$"""{"detail":[{{NotOneKey(System.Text.Encoding.Latin1.GetString(key))}}]}"""), (status, body));
    }

    [Fact]
    public async Task Two_keys_are_a_problem_for_nobody_knows_which_is_meant()
    {
        var company = await service.NewCompany();
        var (status, body) = await PostUnder(company, Bytes("k-1"), Bytes("k-2"));
        Assert.Equal((422, $$"""{"detail":[{{NotOneKey("k-1")}}]}"""), (status, body));
    }

    [Fact]
    public async Task A_replay_answers_what_was_answered_though_the_world_moved_on()
    {
        var company = await service.NewCompany();
        var period = await company.OpenPeriod();
        var keyed = company.Member.Client.Keyed("k-1");
        var first = (await keyed.SignOff(period, "preparer")).Ok();
        (await company.Admin.Client.SignOff(period, "reviewer")).Ok();
        (await company.Admin.Client.ClosePeriod("2026-03-31")).Ok();
        (await company.Admin.Client.LockPeriod(period)).Ok();
        (await keyed.SignOff(period, "preparer")).Is(201, first.Body);
    }

    [Fact]
    public async Task A_refusal_is_replayed_too()
    {
        var company = await service.NewCompany();
        var period = await company.OpenPeriod();
        var keyed = company.Admin.Client.Keyed("k-1");
        (await keyed.LockPeriod(period)).IsError(400, "period_not_closed", "Only a closed period can be locked");
        (await company.Admin.Client.ClosePeriod("2026-03-31")).Ok();
        (await keyed.LockPeriod(period)).IsError(400, "period_not_closed", "Only a closed period can be locked");
        (await company.Admin.Client.Keyed("k-2").LockPeriod(period)).Ok();
    }

    [Fact]
    public async Task The_key_with_another_body_is_a_problem_and_changes_nothing()
    {
        var company = await service.NewCompany();
        (await company.Admin.Client.Keyed("k-1").Post(PeriodCalls.Periods, March)).Ok();
        (await company.Admin.Client.Keyed("k-1").CreatePeriod("2026-04-01", "2026-04-30")).IsProblem(Reused);
        (await company.Admin.Client.Keyed("k-1").ClosePeriod("2026-03-31")).IsProblem(Reused);
        Assert.Equal(1, (await company.Admin.Client.Get($"{PeriodCalls.Periods}?include_total_count=true")).Number("total"));
    }

    [Fact]
    public async Task The_key_with_another_path_or_query_is_a_problem_and_changes_nothing()
    {
        var company = await service.NewCompany();
        var (admin, march, april) = (company.Admin.Client, await company.OpenPeriod(), await company.OpenPeriod("2026-04-01", "2026-04-30"));
        foreach (var end in new[] { "2026-03-31", "2026-04-30" }) (await admin.ClosePeriod(end)).Ok();
        (await admin.Keyed("k-1").LockPeriod(march)).Ok();
        (await admin.Keyed("k-1").LockPeriod(april)).IsProblem(Reused);
        Assert.Equal("closed", (await admin.Get($"{PeriodCalls.Periods}/{april}")).Ok().Text("status"));

        var may = await company.OpenPeriod("2026-05-01", "2026-05-31");
        foreach (var role in new[] { "preparer", "reviewer" }) (await admin.SignOff(may, role)).Ok();
        (await admin.Keyed("k-1").RevokeSignOff(may, "preparer")).IsNothing(204);
        (await admin.Keyed("k-1").RevokeSignOff(may, "reviewer")).IsProblem(Reused);
        Assert.Equal(1, (await admin.Get($"{PeriodCalls.Periods}/{may}/sign-offs")).Ok().Json.GetProperty("items").GetArrayLength());
    }

    [Theory]
    [InlineData("/API/v1/Accounting-Periods/{id}/LOCK")]
    [InlineData("/api/v1/accounting-periods/{id}/lock/")]
    public async Task A_path_may_be_spelled_otherwise_and_is_another_request_under_a_key(string path)
    {
        var company = await service.NewCompany();
        var (admin, march) = (company.Admin.Client, await company.OpenPeriod());
        path = path.Replace("{id}", $"{march}", StringComparison.Ordinal);
        (await admin.ClosePeriod("2026-03-31")).Ok();
        (await admin.Keyed("k-1").Post(path, "{}")).Ok();

        (await admin.Keyed("k-1").Post(path, "{}")).Ok();
        (await admin.Keyed("k-1").LockPeriod(march)).IsProblem(Reused);
        (await admin.Post($"{path}//", "{}")).IsError(404, "not_found", "Not Found");
    }

    [Fact]
    public async Task A_key_belongs_to_its_user_and_its_business()
    {
        var (mine, other) = (await service.NewCompany(), await service.NewCompany());
        (await mine.Admin.Client.Keyed("k-1").Post(PeriodCalls.Periods, March)).Ok();
        (await mine.Owner.Client.Keyed("k-1").CreatePeriod("2026-04-01", "2026-04-30")).Ok();
        (await other.Admin.Client.Keyed("k-1").CreatePeriod("2026-05-01", "2026-05-31")).Ok();
    }

    [Fact]
    public async Task A_token_is_issued_once_and_its_secret_not_repeated()
    {
        var company = await service.NewCompany();
        var keyed = company.Admin.Client.Keyed("k-1");
        var first = (await keyed.Post("/api/v1/tokens", """{"name":"t"}""")).Ok();
        var second = await keyed.Post("/api/v1/tokens", """{"name":"t"}""");
        second.Is(201, first.Body.Replace($"\"{first.Text("token")}\"", "null", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_business_created_under_a_key_is_created_once()
    {
        var house = service.Anonymous.With("Authorization", $"Bearer {TestService.OperatorToken}").Keyed($"{Guid.NewGuid()}");
        var first = (await house.Post("/api/v1/businesses", """{"name":"Acme"}""")).Ok();
        (await house.Post("/api/v1/businesses", """{"name":"Acme"}""")).Is(201, first.Body);
        Assert.Equal(422, (await house.Post("/api/v1/businesses", """{"name":"Other"}""")).Status);
    }

    [Fact]
    public async Task A_business_created_under_a_key_has_an_id_made_of_it_also_in_the_next_release()
    {
        // SHA-256 of "business\nfounding" begins 6849ddcc58bfd060fa2f; version and variant are those of RFC 9562, 5.8.
        var house = service.Anonymous.With("Authorization", $"Bearer {TestService.OperatorToken}").Keyed("founding");
        Assert.Equal("6849ddcc-58bf-8060-ba2f-4554cb1088e3", (await house.Post("/api/v1/businesses", """{"name":"Acme"}""")).Ok().Text("id"));
    }

    [Fact]
    [Trait("Needs", "one process")]
    public async Task Of_many_at_once_under_one_key_one_has_an_effect_and_all_that_succeed_say_the_same()
    {
        var company = await service.NewCompany();
        var period = await company.OpenPeriod();
        var keyed = company.Member.Client.Keyed("k-1");
        // As many as a business may always have under way, whoever else calls.
        var answers = await Task.WhenAll(Enumerable.Range(0, Limits.InFlightPerBusinessMin).Select(_ => keyed.SignOff(period, "preparer", "once")));

        Assert.Single(answers.Where(a => a.Status == 201).Select(a => a.Body).Distinct());
        Assert.All(answers.Where(a => a.Status != 201), a => a.IsError(409, "idempotency_key_in_flight", "A request with the same idempotency key is still being processed"));
        Assert.Single(await Journal.ReadVerified(service.JournalPath), f => f.Entity.Period == period && f.Type == "signed-off.v1");
        Assert.Equal(answers.First(a => a.Status == 201).Body, (await keyed.SignOff(period, "preparer", "once")).Body);
    }

    private static Task<(int Status, string Body)> PostUnder(Company company, params byte[][] keys) => Fuzz.RawHttp.Send(company.Admin.Client.Address, Fuzz.RawHttp.Request(
        "POST", PeriodCalls.Periods,
        [("Authorization", Bytes($"Bearer {company.Admin.Token}")), ("x-business-id", Bytes($"{company.Id}")), ("Content-Type", Bytes("application/json")), .. keys.Select(key => ("Idempotency-Key", key))],
        Bytes(March)));

    private static string NotOneKey(string sent) =>
        $$$$"""{"type":"value_error","loc":["header","idempotency-key"],"msg":"Value error, A key is one string, quoted as RFC 9651 has it, or bare, in ASCII","input":{{{{System.Text.Json.JsonSerializer.Serialize(sent, Relaxed)}}}},"ctx":{"error":{}}}""";

    private static byte[] Bytes(string text) => System.Text.Encoding.UTF8.GetBytes(text);

    /// <summary>Those that look and change nothing, though their method is POST.</summary>
    private static bool OnlyLooks(Contract.Operation operation) =>
        operation.Method == "GET" || operation.Pattern.EndsWith("/close-readiness", StringComparison.Ordinal) || operation.Pattern.EndsWith("/posting-checks", StringComparison.Ordinal)
        || operation.Pattern.EndsWith("/validate-close", StringComparison.Ordinal);

    private static async Task<Guid> TokenOf(Company company, Person person) => (await company.Owner.Client.Get("/api/v1/tokens")).Ok().Json.GetProperty("items").EnumerateArray()
        .Single(item => item.GetProperty("user_id").GetGuid() == person.Id).GetProperty("id").GetGuid();

    /// <summary>A command on the calendar, or an entry, is one fact, noted by the business and by whatever else it concerns under one id.</summary>
    private static bool IsTwin(Fact fact) =>
        fact.Type is "opened.v1" or "closed.v1" or "locked.v1" or "reopened.v1" or "policy-taken.v1" or "entry-posted.v1" or "posted.v1";
}
