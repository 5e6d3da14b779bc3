using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Periods.Gateway.Access;
using Periods.Gateway.Tests.Running;

namespace Periods.Gateway.Tests.Access;

/// <summary>So many requests a minute: a quota that comes back evenly, told in every answer.</summary>
public sealed class RateLimitTests
{
    [Fact]
    public void The_whole_quota_may_be_taken_at_once_and_comes_back_evenly()
    {
        var clock = new Clock();
        var limit = new RateLimit<string>("default", perMinute: 60, clock);
        Assert.Equal(60, Taken(limit, "acme", 100));

        clock.Pass(TimeSpan.FromSeconds(1) - TimeSpan.FromTicks(1));
        Assert.Equal(0, Taken(limit, "acme", 1));
        clock.Pass(TimeSpan.FromTicks(1));
        Assert.Equal(1, Taken(limit, "acme", 2));
        clock.Pass(TimeSpan.FromSeconds(30));
        Assert.Equal(30, Taken(limit, "acme", 100));
        clock.Pass(TimeSpan.FromHours(1));
        Assert.Equal(60, Taken(limit, "acme", 100));
    }

    [Fact]
    public void Each_has_a_quota_of_its_own()
    {
        var limit = new RateLimit<string>("default", perMinute: 10, new Clock());
        Assert.Equal(10, Taken(limit, "acme", 20));
        Assert.Equal(10, Taken(limit, "other", 20));
    }

    [Theory]
    [InlineData(100, 1, "\"default\";r=99;t=1")]
    [InlineData(100, 50, "\"default\";r=50;t=30")]
    [InlineData(100, 100, "\"default\";r=0;t=60")]
    [InlineData(1_000_000, 1, "\"default\";r=999999;t=1")]
    [InlineData(Limits.RateLimitFieldsKept + 2, 1, "\"default\";r=10001;t=1")]
    [InlineData(Limits.RateLimitFieldsKept + 2, 2, "\"default\";r=10000;t=1")]
    public void The_fields_say_what_is_left_and_when_all_is_there_again(int perMinute, int requests, string field)
    {
        var limit = new RateLimit<string>("default", perMinute, new Clock());
        Taken(limit, "acme", requests - 1);
        IHeaderDictionary answer = new HeaderDictionary();

        Assert.True(limit.TryTake("acme", answer));

        Assert.Equal(($"\"default\";q={perMinute};w=60", field), ($"{answer["RateLimit-Policy"]}", $"{answer["RateLimit"]}"));
        Assert.Equal("", $"{answer.RetryAfter}");
    }

    [Theory]
    [InlineData(60, 0, "1")]
    [InlineData(2, 0, "30")]
    [InlineData(2, 29.5, "1")]
    public void Whoever_has_none_left_hears_when_there_is_one_again(int perMinute, double after, string seconds)
    {
        var clock = new Clock();
        var limit = new RateLimit<string>("default", perMinute, clock);
        Taken(limit, "acme", perMinute);
        clock.Pass(TimeSpan.FromSeconds(after));
        IHeaderDictionary answer = new HeaderDictionary();

        Assert.False(limit.TryTake("acme", answer));

        Assert.Equal(("\"default\";r=0;t=60", seconds), ($"{answer["RateLimit"]}", $"{answer.RetryAfter}"));
    }

    [Fact]
    public void Of_many_at_once_no_more_than_the_quota_get_one()
    {
        var limit = new RateLimit<string>("default", perMinute: 1_000, new Clock());
        var taken = 0;
        Parallel.For(0, 10_000, _ =>
        {
            if (limit.TryTake("acme", new HeaderDictionary())) Interlocked.Increment(ref taken);
        });
        Assert.Equal(1_000, taken);
    }

    [Fact]
    public void What_was_told_before_is_told_again_without_a_new_text()
    {
        var clock = new Clock();
        var limit = new RateLimit<Guid>("default", perMinute: 600, clock);
        var answer = new HeaderDictionary();
        for (var i = 0; i < 600; i++) limit.TryTake(Guid.Empty, answer);
        clock.Pass(TimeSpan.FromMinutes(1));

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 600; i++) limit.TryTake(Guid.Empty, answer);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Those_with_a_whole_quota_are_forgotten_when_too_many_are_counted()
    {
        var clock = new Clock();
        var limit = new RateLimit<int>("default", perMinute: 1, clock);
        for (var n = 1; n < Limits.RateLimitedMax; n++) limit.TryTake(n, new HeaderDictionary());
        clock.Pass(TimeSpan.FromSeconds(59));
        Assert.True(limit.TryTake(-1, new HeaderDictionary()));
        clock.Pass(TimeSpan.FromSeconds(1));

        Assert.True(limit.TryTake(-2, new HeaderDictionary()));

        Assert.Equal(2, limit.Counted);
        Assert.False(limit.TryTake(-1, new HeaderDictionary()));
    }

    [Fact]
    public void When_too_many_are_counted_and_all_have_used_some_of_theirs_all_begin_anew()
    {
        var limit = new RateLimit<int>("default", perMinute: 1, new Clock());
        for (var n = 0; n < Limits.RateLimitedMax; n++) limit.TryTake(n, new HeaderDictionary());
        Assert.False(limit.TryTake(0, new HeaderDictionary()));

        Assert.True(limit.TryTake(-1, new HeaderDictionary()));

        Assert.Equal(1, limit.Counted);
        Assert.True(limit.TryTake(0, new HeaderDictionary()));
    }

    [Fact]
    public void The_operator_has_a_quota_like_a_business()
    {
        var limits = new RateLimits(callersPerMinute: 1, strangersPerMinute: 0, new Clock());
        var house = new Identity(Guid.Empty, User: null);
        Assert.True(limits.Admits(house, new DefaultHttpContext()));
        Assert.False(limits.Admits(house, new DefaultHttpContext()));
    }

    [Theory]
    [InlineData("192.0.2.1", "192.0.2.1", "192.0.2.2")]
    [InlineData("192.0.2.1", "::ffff:192.0.2.1", "::ffff:192.0.2.2")]
    [InlineData("2001:db8:0:1::1", "2001:db8:0:1:ffff:ffff:ffff:ffff", "2001:db8:0:2::1")]
    public void Whoever_is_not_known_has_the_quota_of_one_address_or_network_of_64_bits_and_not_of_another(string first, string same, string other)
    {
        var limits = new RateLimits(callersPerMinute: 0, strangersPerMinute: 1, new Clock());
        Assert.True(Admits(first));
        Assert.False(Admits(same));
        Assert.True(Admits(other));

        bool Admits(string address) => limits.AdmitsStranger(new DefaultHttpContext { Connection = { RemoteIpAddress = IPAddress.Parse(address) } });
    }

    [Fact]
    public async Task All_users_of_a_business_share_its_quota_and_the_operator_has_one()
    {
        await using var own = await OwnService.Start("--RateLimits:CallerPerMinute=40");
        var (company, other) = (await own.Service.NewCompany(), await own.Service.NewCompany());
        var answers = new List<Answer>();
        do answers.Add(await company.As(Company.Roles[answers.Count % 4]).Client.Get(PeriodCalls.Periods));
        while (answers.Count < 1_000 && answers[^1].Status == 200);

        // A minute's requests and what came back while they were sent.
        Assert.InRange(answers.Count, 41, 999);
        Assert.Equal(("\"default\";q=40;w=60", "\"default\";r=39;t=2"), (answers[0].Headers["RateLimit-Policy"], answers[0].Headers["RateLimit"]));
        var refused = answers[^1].IsError(429, "rate_limit_exceeded", "Too many requests within a minute");
        Assert.Equal(("\"default\";q=40;w=60", "\"default\";r=0;t=60"), (refused.Headers["RateLimit-Policy"], refused.Headers["RateLimit"]));
        Assert.Contains(refused.Headers["Retry-After"], new[] { "1", "2" });

        Assert.Equal(
            """{"type":"https://iana.org/assignments/http-problem-types#quota-exceeded","violated-policies":["default"],"title":"Too Many Requests","status":429,"detail":"Too many requests within a minute","code":"rate_limit_exceeded"}""",
            (await Refused(company.Owner.Client.With("Accept", "application/problem+json"))).Body);
        // Nor is anything else said to who calls too often, not even that it is the wrong door.
        await Refused(company.Owner.Client.With("x-business-id", $"{other.Id}"));
        Assert.Equal("\"default\";r=39;t=2", (await other.Viewer.Client.Get($"{PeriodCalls.Periods}/abc")).IsStatus(422).Headers["RateLimit"]);
        (await company.Operator.Get("/api/v1/tokens")).Ok();
        (await own.Service.Anonymous.Get("/health/live")).Ok();
    }

    [Fact]
    public async Task Whoever_is_not_known_is_counted_by_address_and_nobody_who_is()
    {
        await using var own = await OwnService.Start("--RateLimits:UnauthenticatedPerMinute=5");
        var company = await own.Service.NewCompany();
        var answers = new List<Answer>();
        do answers.Add(await own.Service.Anonymous.Get(PeriodCalls.Periods));
        while (answers.Count < 100 && answers[^1].Status == 401);

        Assert.InRange(answers.Count, 6, 99);
        var refused = answers[^1].IsError(429, "rate_limit_exceeded", "Too many requests within a minute");
        Assert.Equal("\"unauthenticated\";q=5;w=60", refused.Headers["RateLimit-Policy"]);
        Assert.InRange(int.Parse(refused.Headers["Retry-After"], System.Globalization.CultureInfo.InvariantCulture), 2, 12);
        Assert.DoesNotContain("RateLimit", (await company.Viewer.Client.Get(PeriodCalls.Periods)).Ok().Headers.Keys);
    }

    [Fact]
    public async Task Without_a_setting_there_is_no_limit_and_no_field()
    {
        await using var own = await OwnService.Start("--RateLimits:CallerPerMinute=0");
        var company = await own.Service.NewCompany();
        Assert.DoesNotContain("RateLimit", (await company.Viewer.Client.Get(PeriodCalls.Periods)).Ok().Headers.Keys);
        Assert.DoesNotContain("RateLimit", (await own.Service.Anonymous.Get(PeriodCalls.Periods)).IsStatus(401).Headers.Keys);
    }

    [Theory]
    [InlineData("1000000")]
    [InlineData("0")]
    [InlineData("")]
    public void A_setting_may_be_as_high_as_documented_or_empty(string setting) =>
        Startup.Settings.RateLimits(new ConfigurationBuilder().AddInMemoryCollection([new("RateLimits:CallerPerMinute", setting)]).Build());

    [Theory]
    [InlineData("-1")]
    [InlineData("many")]
    [InlineData("1000001")]
    public async Task A_setting_that_is_no_number_of_requests_is_told_to_the_operator(string setting)
    {
        using var folder = new TempFolder();
        var told = await Assert.ThrowsAsync<Startup.StartupException>(() => Startup.Service.Start(
            ["--urls=http://127.0.0.1:0", $"--ConnectionStrings:Journal=Data Source={folder.File("periods.db")}", $"--RateLimits:CallerPerMinute={setting}"], TextWriter.Null));
        Assert.Equal("RateLimits__CallerPerMinute must be a number of requests, 0 to 1000000.", told.Message);
    }

    private static async Task<Answer> Refused(Client client)
    {
        for (var n = 0; n < 1_000; n++)
            if (await client.Get(PeriodCalls.Periods) is { Status: 429 } refused) return refused;
        throw new InvalidOperationException("Nobody was refused");
    }

    private static int Taken<TKey>(RateLimit<TKey> limit, TKey key, int times)
        where TKey : notnull =>
        Enumerable.Range(0, times).Count(_ => limit.TryTake(key, new HeaderDictionary()));

    private sealed class Clock : TimeProvider
    {
        private long _now = TimeSpan.TicksPerDay;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _now;

        public void Pass(TimeSpan time) => _now += time.Ticks;
    }
}
