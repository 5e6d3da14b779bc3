using Periods.Gateway.Tests.Fuzz;
using Periods.Gateway.Tests.Running;

namespace Periods.Gateway.Tests.Access;

/// <summary>Tokens are listed and taken back: by whom, and what they are worth then.</summary>
public sealed class TokenTests(TestService service) : IClassFixture<TestService>
{
    private const string Tokens = "/api/v1/tokens";

    [Fact]
    public async Task The_list_shows_everything_but_the_secret_newest_first()
    {
        var company = await service.NewCompany();
        (await company.Viewer.Client.Get(Tokens)).Is(200, Page(Item(company, company.Viewer.Id, "viewer")));
        (await company.Owner.Client.Post(Tokens, $$"""{"name":"CI","description":"nightly","user_id":"{{company.Viewer.Id}}"}""")).Ok();
        (await company.Viewer.Client.Get(Tokens)).Is(200, Page(Item(company, company.Viewer.Id, "CI", "\"nightly\""), Item(company, company.Viewer.Id, "viewer")));
    }

    [Fact]
    public async Task Owner_admin_and_operator_see_the_tokens_of_the_business_and_others_their_own()
    {
        var (company, other) = (await service.NewCompany(), await service.NewCompany());
        foreach (var all in new[] { company.Owner.Client, company.Admin.Client, company.Operator })
            Assert.Equal(new[] { company.Viewer.Id, company.Member.Id, company.Admin.Id, company.Owner.Id }, await Holders(all));
        foreach (var one in new[] { company.Member, company.Viewer }) Assert.Equal([one.Id], await Holders(one.Client));
        Assert.DoesNotContain(company.Owner.Id, await Holders(other.Owner.Client));
    }

    [Fact]
    public async Task The_list_is_read_page_by_page_in_both_directions()
    {
        var company = await service.NewCompany();
        var first = await company.Owner.Client.Get($"{Tokens}?limit=3&include_total_count=true");
        Assert.Equal((4m, true, false), (first.Number("total"), first.Json.GetProperty("has_next").GetBoolean(), first.Json.GetProperty("has_prev").GetBoolean()));
        var second = await company.Owner.Client.Get($"{Tokens}?limit=3&cursor={first.Text("next_cursor")}");
        Assert.Equal([company.Owner.Id], Holders(second));
        var back = await company.Owner.Client.Get($"{Tokens}?limit=3&direction=prev&cursor={second.Text("prev_cursor")}");
        Assert.Equal(Holders(first), Holders(back));
        (await company.Owner.Client.Get($"{Tokens}?cursor=AAAA")).IsError(400, "invalid_cursor", "The cursor does not belong to this list and sort order");
    }

    [Fact]
    [Trait("Needs", "one process")]
    public async Task A_revoked_token_is_dead_at_once_and_stays_so()
    {
        var company = await service.NewCompany();
        var person = await company.Hire("member");
        (await person.Client.Get(PeriodCalls.Periods)).Ok();

        (await Revoke(company.Admin.Client, await IdOf(person))).IsNothing(204);

        (await person.Client.Get(PeriodCalls.Periods)).IsError(401, "not_authenticated", "Not authenticated");
        (await company.Zenskar(person).Get("/accounting_new/periods")).IsError(401, "not_authenticated", "Not authenticated");
        (await person.Client.Get(PeriodCalls.Periods)).IsError(401, "not_authenticated", "Not authenticated");
        (await company.Member.Client.Get(PeriodCalls.Periods)).Ok();
        var listed = (await company.Owner.Client.Get(Tokens)).Json.GetProperty("items").EnumerateArray().Single(item => item.GetProperty("user_id").GetGuid() == person.Id);
        Assert.True(listed.GetProperty("revoked_at").GetDateTimeOffset() >= listed.GetProperty("created_at").GetDateTimeOffset());
    }

    [Fact]
    public async Task Whoever_reads_the_answer_in_an_envelope_may_rely_on_it_as_well()
    {
        var company = await service.NewCompany();
        for (var i = 0; i < 20; i++)
        {
            var person = await company.Hire("viewer");
            var id = await IdOf(person);
            (await Revoke(company.Owner.Client.With("Prefer", "envelope"), id)).Is(200, """{"success":true,"message":"OK","code":"ok","data":null}""");
            (await person.Client.Get(PeriodCalls.Periods)).IsError(401, "not_authenticated", "Not authenticated");
        }
    }

    [Fact]
    [Trait("Needs", "one process")]
    public async Task Revoking_again_is_answered_the_same_and_is_no_second_event()
    {
        var company = await service.NewCompany();
        var id = await IdOf(company.Viewer);
        (await Revoke(company.Admin.Client, id)).IsNothing(204);
        (await Revoke(company.Owner.Client, id)).IsNothing(204);
        Assert.Single(await Journal.ReadVerified(service.JournalPath), fact => fact.Type == "token-revoked.v1" && fact.Entity.Business == company.Id);
    }

    [Fact]
    public async Task A_token_is_taken_back_with_a_reason_which_the_list_and_the_audit_log_keep()
    {
        var company = await service.NewCompany();
        var id = await IdOf(company.Viewer);
        var revoked = (await RevokeFor(company.Admin.Client, id, "Found in a build log")).Ok();
        Assert.Equal((200, id, "Found in a build log"), (revoked.Status, revoked.Id, revoked.Text("revocation_reason")));

        var again = (await RevokeFor(company.Owner.Client, id, "Too late")).Ok();
        Assert.Equal(revoked.Body, again.Body);
        (await Revoke(company.Owner.Client, id)).IsNothing(204);

        var listed = (await company.Owner.Client.Get(Tokens)).Json.GetProperty("items").EnumerateArray().Single(item => item.GetProperty("id").GetGuid() == id);
        Assert.Equal(revoked.Body, listed.GetRawText());
        var told = Assert.Single((await company.Owner.Client.Get("/api/v1/audit-log?action=revoke_token")).Ok().Json.GetProperty("items").EnumerateArray());
        Assert.Equal("Found in a build log", told.GetProperty("reason").GetString());
        (await company.Viewer.Client.Get(PeriodCalls.Periods)).IsError(401, "not_authenticated", "Not authenticated");
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"revocation_reason":null}""")]
    public async Task Whoever_takes_a_token_back_need_not_say_why(string body)
    {
        var company = await service.NewCompany();
        var revoked = (await company.Viewer.Client.Post($"{Tokens}/{await IdOf(company.Viewer)}/revoke", body)).Ok();
        Assert.Equal(System.Text.Json.JsonValueKind.Null, revoked.Json.GetProperty("revocation_reason").ValueKind);
        (await company.Viewer.Client.Get(PeriodCalls.Periods)).IsError(401, "not_authenticated", "Not authenticated");
    }

    [Fact]
    public async Task Everybody_takes_back_their_own_and_admins_what_they_could_issue()
    {
        var company = await service.NewCompany();
        (await Revoke(company.Admin.Client, await IdOf(company.Owner))).IsError(403, "forbidden", "Not enough permissions");
        (await Revoke(company.Member.Client, await IdOf(company.Viewer))).IsError(404, "token_not_found", "Resource not found");
        (await Revoke(company.Viewer.Client, await IdOf(company.Viewer))).IsNothing(204);
        (await Revoke(company.Operator, await IdOf(company.Member))).IsNothing(204);
        (await Revoke(company.Admin.Client, await IdOf(company.Admin))).IsNothing(204);
        (await Revoke(company.Owner.Client, await IdOf(company.Owner))).IsNothing(204);
        Assert.All(await Task.WhenAll(Company.Roles.Select(role => company.As(role).Client.Get(Tokens))), answer => Assert.Equal(401, answer.Status));
    }

    [Fact]
    public async Task A_revoked_token_makes_room_for_another()
    {
        var company = await service.NewCompany();
        var ids = new List<Guid>();
        for (var i = 1; i < Limits.ActiveTokensPerUserMax; i++) ids.Add((await company.Admin.Client.Post(Tokens, """{"name":"t"}""")).Ok().Id);
        (await company.Admin.Client.Post(Tokens, """{"name":"t"}""")).IsError(400, "too_many_tokens", "The user has as many active tokens as it may have");

        (await Revoke(company.Admin.Client, ids[0])).IsNothing(204);

        (await company.Admin.Client.Post(Tokens, """{"name":"t"}""")).Ok();
        (await company.Admin.Client.Post(Tokens, """{"name":"t"}""")).IsError(400, "too_many_tokens", "The user has as many active tokens as it may have");
    }

    [Fact]
    public async Task The_operator_names_a_business_that_is_there()
    {
        var company = await service.NewCompany();
        foreach (var nowhere in new[] { Guid.NewGuid(), Guid.Empty })
        {
            var lost = company.Operator.With("x-business-id", $"{nowhere}");
            (await lost.Get(Tokens)).IsError(404, "business_not_found", "Resource not found");
            (await Revoke(lost, await IdOf(company.Viewer))).IsError(404, "business_not_found", "Resource not found");
        }
    }

    [Fact]
    [Trait("Needs", "one process")]
    public async Task A_token_that_is_taken_back_while_its_body_comes_changes_nothing()
    {
        var company = await service.NewCompany();
        const string Body = """{"period_start":"2026-05-01","period_end":"2026-05-31"}""";
        using var client = await RawHttp.Half(
            service.Anonymous.Address,
            $"POST {PeriodCalls.Periods} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {company.Admin.Token}\r\nx-business-id: {company.Id}\r\nContent-Type: application/json\r\nContent-Length: {Body.Length}\r\nExpect: 100-continue\r\n\r\n");
        using var lines = new StreamReader(client.GetStream());
        Assert.Equal("HTTP/1.1 100 Continue", await lines.ReadLineAsync());
        Assert.Equal("", await lines.ReadLineAsync());

        (await Revoke(company.Owner.Client, await IdOf(company.Admin))).IsNothing(204);
        await client.GetStream().WriteAsync(System.Text.Encoding.ASCII.GetBytes(Body));

        Assert.Equal("HTTP/1.1 401 Unauthorized", await lines.ReadLineAsync());
        Assert.Empty((await company.Owner.Client.Get(PeriodCalls.Periods)).Ok().Json.GetProperty("items").EnumerateArray());
    }

    [Fact]
    public async Task A_malformed_token_id_is_named()
    {
        var company = await service.NewCompany();
        (await company.Owner.Client.Delete($"{Tokens}/abc")).IsProblem(
            """
            {"type":"uuid_parsing","loc":["path","token_id"],"msg":"Input should be a valid UUID, invalid length: expected length 32 for simple format, found 3",
            "input":"abc","ctx":{"error":"invalid length: expected length 32 for simple format, found 3"}}
            """);
    }

    private static Task<Answer> Revoke(Client client, Guid token) => client.Delete($"{Tokens}/{token}");

    private static Task<Answer> RevokeFor(Client client, Guid token, string reason) => client.Post($"{Tokens}/{token}/revoke", $$"""{"revocation_reason":"{{reason}}"}""");

    private static async Task<Guid> IdOf(Person person) => (await person.Client.Get(Tokens)).Ok().Json.GetProperty("items").EnumerateArray()
        .Single(item => person.Token.StartsWith(item.GetProperty("token_prefix").GetString()!, StringComparison.Ordinal) && item.GetProperty("user_id").GetGuid() == person.Id).GetProperty("id").GetGuid();

    private static async Task<IEnumerable<Guid>> Holders(Client client) => Holders((await client.Get(Tokens)).Ok());

    private static IEnumerable<Guid> Holders(Answer list) => list.Json.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("user_id").GetGuid());

    private static string Item(Company company, Guid user, string name, string description = "null") =>
        $$"""{"id":"<id>","business_id":"{{company.Id}}","user_id":"{{user}}","name":"{{name}}","description":{{description}},"token_prefix":"<prefix>","created_at":"<time>","expires_at":"<time>","last_used_at":null,"revoked_at":null,"revocation_reason":null}""";

    private static string Page(params string[] items) =>
        $$"""{"items":[{{string.Join(',', items)}}],"total":null,"limit":50,"next_cursor":null,"prev_cursor":null,"has_next":false,"has_prev":false}""";
}
