using Periods.Gateway.Tests.Running;

namespace Periods.Gateway.Tests.Contract;

/// <summary>Who calls (401) and which business (404): before anything else, on every operation. May they (403): Access/RoleMatrixTests.</summary>
public sealed class WhoMayTests(TestService service) : IClassFixture<TestService>
{
    [Fact]
    public void These_tests_know_every_operation_of_the_service() =>
        Assert.Equal(Operations.OfTheService().Order(StringComparer.Ordinal), Operations.All.Select(o => $"{o}").Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Operations.Every), MemberType = typeof(Operations))]
    public async Task Whoever_is_not_known_is_not_authenticated(Operation operation)
    {
        var company = await service.NewCompany();
        var nobody = service.Anonymous.With(operation.BusinessHeader, $"{company.Id}");
        Client[] strangers =
        [
            nobody,
            nobody.With("Authorization", "Bearer dz_junk").With("x-api-key", "dz_junk"),
            nobody.With("Authorization", $"Basic {company.Owner.Token}"),
            nobody.With("Authorization", "Bearer").With("x-api-key", ""),
            // A secret with one character changed, and a good one in the other dialect's header.
            nobody.With("Authorization", $"Bearer {Changed(company.Owner.Token)}").With("x-api-key", Changed(company.Owner.Token)),
            operation.IsZenskar ? nobody.With("Authorization", $"Bearer {company.Owner.Token}") : nobody.With("x-api-key", company.Owner.Token),
        ];
        foreach (var stranger in strangers)
        {
            var answer = (await operation.Call(stranger, Guid.NewGuid())).IsError(401, "not_authenticated", "Not authenticated");
            Assert.Equal(operation.Challenge, answer.Headers["WWW-Authenticate"]);
        }
    }

    [Theory]
    [MemberData(nameof(Operations.WithBody), MemberType = typeof(Operations))]
    public async Task Authentication_comes_before_the_body(Operation operation)
    {
        var answer = await service.Anonymous.Send(operation.Method, operation.Path("junk"), "{"u8.ToArray());
        answer.IsError(401, "not_authenticated", "Not authenticated");
    }

    [Theory]
    [MemberData(nameof(Operations.InBusiness), MemberType = typeof(Operations))]
    public async Task Another_tenants_business_is_the_same_as_none(Operation operation)
    {
        var (mine, other) = (await service.NewCompany(), await service.NewCompany());
        var me = operation.By(mine, mine.Owner);
        var foreign = await operation.Call(me.With(operation.BusinessHeader, $"{other.Id}"), Guid.NewGuid());
        var unknown = await operation.Call(me.With(operation.BusinessHeader, $"{Guid.NewGuid()}"), Guid.NewGuid());
        foreign.IsError(404, "business_not_found", "Resource not found");
        AssertSame(unknown, foreign);
    }

    [Theory]
    [MemberData(nameof(Operations.InBusiness), MemberType = typeof(Operations))]
    public async Task Whoever_may_not_even_at_home_hears_of_another_tenants_business_only_that_there_is_none(Operation operation)
    {
        var (mine, other) = (await service.NewCompany(), await service.NewCompany());
        (await operation.Call(operation.By(mine, mine.Viewer).With(operation.BusinessHeader, $"{other.Id}"), Guid.NewGuid()))
            .IsError(404, "business_not_found", "Resource not found");
    }

    [Theory]
    [MemberData(nameof(Operations.InPeriod), MemberType = typeof(Operations))]
    public async Task Another_tenants_period_is_the_same_as_none(Operation operation)
    {
        var (mine, other) = (await service.NewCompany(), await service.NewCompany());
        var theirs = await other.OpenPeriod();
        var me = operation.By(mine, mine.Owner);
        var foreign = await operation.Call(me, theirs);
        var unknown = await operation.Call(me, Guid.NewGuid());
        foreign.IsError(404, "period_not_found", "Resource not found");
        AssertSame(unknown, foreign);
    }

    [Fact]
    public async Task A_list_shows_the_callers_business_only()
    {
        var (mine, other) = (await service.NewCompany(), await service.NewCompany());
        await other.OpenPeriod();
        var list = await mine.Viewer.Client.Get(PeriodCalls.Periods);
        list.Is(200, """{"items":[],"total":null,"limit":50,"next_cursor":null,"prev_cursor":null,"has_next":false,"has_prev":false}""");
    }

    [Fact]
    public async Task A_user_hands_out_no_role_above_their_own()
    {
        var company = await service.NewCompany();
        var admin = company.Admin.Client;
        (await admin.Post("/api/v1/businesses/users", """{"email":"boss@acme.example","first_name":"A","last_name":"B","role":"owner"}"""))
            .IsError(403, "forbidden", "Not enough permissions");
        (await admin.Post("/api/v1/tokens", $$"""{"name":"t","user_id":"{{company.Owner.Id}}"}""")).IsError(403, "forbidden", "Not enough permissions");
        (await admin.Post("/api/v1/tokens", $$"""{"name":"t","user_id":"{{company.Member.Id}}"}""")).Ok();
        (await admin.Post("/api/v1/tokens", """{"name":"mine"}""")).Ok();
    }

    [Fact]
    public async Task The_scheme_of_a_bearer_token_is_read_in_any_case_and_with_any_blanks_behind_it()
    {
        var company = await service.NewCompany();
        (await company.Viewer.Client.With("Authorization", $"bEARER {company.Viewer.Token}").Get(PeriodCalls.Periods)).Ok();
        (await company.Viewer.Client.With("Authorization", $"Bearer   {company.Viewer.Token}").Get(PeriodCalls.Periods)).Ok();
    }

    private static string Changed(string token) => token[..5] + (token[5] == 'x' ? 'y' : 'x') + token[6..];

    /// <summary>Byte for byte, headers included; only the date and the request's own id may differ.</summary>
    private static void AssertSame(Answer expected, Answer actual)
    {
        Assert.Equal(expected.Body, actual.Body);
        Assert.Equal(
            expected.Headers.Where(h => h.Key is not "Date" and not "X-Request-ID").OrderBy(h => h.Key, StringComparer.Ordinal),
            actual.Headers.Where(h => h.Key is not "Date" and not "X-Request-ID").OrderBy(h => h.Key, StringComparer.Ordinal));
    }
}
