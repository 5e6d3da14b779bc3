using Microsoft.AspNetCore.Http;
using Periods.Gateway.Audit;
using Periods.Gateway.Tests.Running;
using Periods.Gateway.Validation;

namespace Periods.Gateway.Tests.Audit;

/// <summary>From where a command came, and for whom its client said that it was sent, are in the log beside who sent it.</summary>
public sealed class OriginTests(TestService service) : IClassFixture<TestService>
{
    private const string Anna = "anna@acme.example";
    private static readonly string Longest = $"{new string('a', Limits.EmailLengthMax - 2)}@b";

    [Theory]
    [InlineData(Anna)]
    [InlineData("o'brien+books@[203.0.113.9]")]
    public async Task For_whom_a_command_was_sent_is_told_as_the_client_said_it(string email)
    {
        var company = await service.NewCompany();
        (await company.Admin.Client.With("x-user-email", email).CreatePeriod("2026-03-01", "2026-03-31")).Ok();

        var told = (await company.Owner.Client.Audit("?action=create_period")).Items().Single();

        Assert.Equal((email, $"{company.Admin.Id}"), (told.Field("stated_email"), told.Field("user_id")));
    }

    [Fact]
    public async Task An_address_may_be_as_long_as_a_mail_takes_and_no_longer()
    {
        var company = await service.NewCompany();
        var period = await company.OpenPeriod();

        (await company.Zenskar(company.Admin).With("x-user-email", Longest).ZenskarClose("2026-03-31")).Ok();
        (await company.Admin.Client.With("x-user-email", $"a{Longest}").ReopenPeriod(period)).Is(422, $$$"""
            {"detail":[{"type":"string_too_long","loc":["header","x-user-email"],"msg":"String should have at most 254 characters","input":"a{{{Longest}}}","ctx":{"max_length":254}}]}
            """);

        Assert.Equal(Longest, (await company.Owner.Client.Audit("?limit=1")).Items().Single().Field("stated_email"));
    }

    [Theory]
    [InlineData("anna", "An email address must have an @-sign.")]
    [InlineData("@acme.example", "There must be something before the @-sign.")]
    [InlineData("anna@", "There must be something after the @-sign.")]
    [InlineData("anna@acme@example", "The part after the @-sign contains invalid characters.")]
    public async Task What_is_no_address_is_refused_and_nothing_is_done(string email, string reason)
    {
        var company = await service.NewCompany();
        (await company.Admin.Client.With("x-user-email", email).CreatePeriod("2026-03-01", "2026-03-31")).Is(422, $$$"""
            {"detail":[{"type":"value_error","loc":["header","x-user-email"],"msg":"value is not a valid email address: {{{reason}}}","input":"{{{email}}}","ctx":{"reason":"{{{reason}}}"}}]}
            """);
        Assert.Empty((await company.Owner.Client.Audit("?action=create_period")).Items());
    }

    [Theory]
    [InlineData("anna@acme.example, bob@acme.example")]
    [InlineData("Anna <anna@acme.example>")]
    public async Task Who_sends_more_than_an_address_is_told_what_one_is(string sent)
    {
        var company = await service.NewCompany();
        (await company.Admin.Client.With("x-user-email", sent).CreatePeriod("2026-03-01", "2026-03-31")).IsProblem($$$$"""
            {"type":"value_error","loc":["header","x-user-email"],"msg":"Value error, An address in a header is one, in ASCII without blanks","input":"{{{{sent}}}}","ctx":{"error":{}}}
            """);
    }

    [Theory]
    [InlineData("änna@acme.example")]
    [InlineData("anna smith@acme.example")]
    [InlineData("anna@acme.example\u007f")]
    [InlineData("anna@acme.example", "bob@acme.example")]
    public void An_address_in_a_header_is_one_in_ascii_without_blanks(params string[] sent)
    {
        var http = new DefaultHttpContext();
        http.Request.Headers["x-user-email"] = sent;
        using var input = new Input(http);
        StatedEmail.Check(http.Request, input);

        Assert.False(input.IsValid);
        Assert.Null(StatedEmail.Of(http.Request));
    }

    [Fact]
    public async Task An_empty_header_says_nothing_and_a_read_asks_for_none()
    {
        var company = await service.NewCompany();
        var period = await company.OpenPeriod();
        (await company.Admin.Client.With("x-user-email", "").ClosePeriod("2026-03-31")).Ok();
        (await company.Viewer.Client.With("x-user-email", "anna").Get($"{PeriodCalls.Periods}/{period}")).Ok();

        Assert.Null((await company.Owner.Client.Audit("?action=close_period")).Items().Single().Field("stated_email"));
    }

    [Fact]
    public async Task A_refusal_tells_it_too_and_nothing_that_is_no_address()
    {
        var company = await service.NewCompany();
        var period = await company.OpenPeriod();
        (await company.Viewer.Client.With("x-user-email", Anna).SignOff(period, "preparer")).IsError(403, "forbidden", "Not enough permissions");
        (await company.Viewer.Client.With("x-user-email", "anna").LockPeriod(period)).IsError(403, "forbidden", "Not enough permissions");
        (await company.Admin.Client.With("x-user-email", Anna).LockPeriod(period)).IsError(400, "period_not_closed", "Only a closed period can be locked");

        var told = (await company.Owner.Client.WithRefusals(3)).Items();

        Assert.Equal(
            new[] { $"create_period_sign_off {Anna} 127.0.0.1", "lock_period  127.0.0.1", $"lock_period {Anna} 127.0.0.1" }.Order(StringComparer.Ordinal),
            told.Select(entry => $"{entry.Field("action")} {entry.Field("stated_email")} {entry.Field("ip_address")}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_retry_is_recognised_whoever_it_is_said_to_be_for()
    {
        var company = await service.NewCompany();
        var keyed = company.Admin.Client.Keyed("k");
        var first = (await keyed.With("x-user-email", Anna).CreatePeriod("2026-03-01", "2026-03-31")).Ok();

        Assert.Equal(first.Id, (await keyed.With("x-user-email", "bob@acme.example").CreatePeriod("2026-03-01", "2026-03-31")).Ok().Id);
        Assert.Equal(Anna, (await company.Owner.Client.Audit("?action=create_period")).Items().Single().Field("stated_email"));
    }

    [Fact]
    public async Task An_operator_may_have_no_addresses_recorded()
    {
        await using var own = await OwnService.Start("--Audit:RecordAddresses=false");
        var company = await own.Service.NewCompany();
        (await company.Admin.Client.With("x-user-email", Anna).CreatePeriod("2026-03-01", "2026-03-31")).Ok();

        var told = (await company.Owner.Client.Audit("?action=create_period")).Items().Single();

        Assert.Equal((null, Anna), (told.Field("ip_address"), told.Field("stated_email")));
    }

    [Theory]
    [InlineData("198.51.100.7", "198.51.100.7")]
    [InlineData("192.0.2.1, 198.51.100.7", "198.51.100.7")]
    [InlineData("192.0.2.1, 198.51.100.7, 10.1.2.3", "198.51.100.7")]
    [InlineData("192.0.2.1, 10.1.2.3, 198.51.100.7, 127.0.0.2, 10.4.5.6", "198.51.100.7")]
    [InlineData("2001:db8::7", "2001:db8::7")]
    [InlineData("::ffff:198.51.100.7", "198.51.100.7")]
    [InlineData("198.51.100.7:4711", "198.51.100.7")]
    [InlineData("198.51.100.7, <script>", "127.0.0.1")]
    [InlineData("", "127.0.0.1")]
    public async Task Behind_trusted_proxies_the_address_is_the_last_one_that_none_of_them_has(string forwarded, string address)
    {
        await using var own = await OwnService.Start("--TrustedProxies=127.0.0.0/8, 10.0.0.0/8");
        var company = await own.Service.NewCompany();
        (await company.Admin.Client.With("X-Forwarded-For", forwarded).CreatePeriod("2026-03-01", "2026-03-31")).Ok();

        Assert.Equal(address, (await company.Owner.Client.Audit("?action=create_period")).Items().Single().Field("ip_address"));
    }

    [Fact]
    public async Task Whose_address_is_looked_for_may_send_as_many_headers_as_anybody()
    {
        await using var own = await OwnService.Start("--TrustedProxies=127.0.0.1");
        // Host is one, X-Forwarded-For another.
        var client = Enumerable.Range(0, Limits.RequestHeadersMax - 2).Aggregate(own.Service.Anonymous, (client, n) => client.With($"x-{n}", "x"));

        (await client.With("X-Forwarded-For", "192.0.2.1, 198.51.100.7").Get("/health/live")).IsStatus(200);
    }

    [Theory]
    [InlineData("")]
    [InlineData("10.0.0.0/8")]
    public async Task Of_anybody_else_nobody_believes_where_they_say_they_come_from(string trusted)
    {
        await using var own = await OwnService.Start($"--TrustedProxies={trusted}");
        var company = await own.Service.NewCompany();
        (await company.Admin.Client.With("X-Forwarded-For", "198.51.100.7").CreatePeriod("2026-03-01", "2026-03-31")).Ok();

        Assert.Equal("127.0.0.1", (await company.Owner.Client.Audit("?action=create_period")).Items().Single().Field("ip_address"));
    }

    [Fact]
    public async Task Strangers_behind_a_trusted_proxy_are_counted_each_by_their_own_address()
    {
        await using var own = await OwnService.Start("--TrustedProxies=127.0.0.1", "--RateLimits:UnauthenticatedPerMinute=1");
        var (one, other) = (own.Service.Anonymous.With("X-Forwarded-For", "198.51.100.7"), own.Service.Anonymous.With("X-Forwarded-For", "198.51.100.8"));
        await Until.Holds(async () => (await one.Get(PeriodCalls.Periods)).Status == 429);

        (await other.Get(PeriodCalls.Periods)).IsStatus(401);
    }
}
