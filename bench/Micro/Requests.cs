using BenchmarkDotNet.Attributes;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Periods.Access;
using Periods.Businesses;
using Periods.Closing;
using Periods.Gateway.Access;
using Periods.Gateway.Api;
using Periods.Gateway.Audit;
using Periods.Gateway.Closing;
using Periods.Gateway.Scoring;
using Periods.Grains.Closing;
using Periods.Scoring;
using Periods.Silo;
using Periods.Silo.Local;

namespace Periods.Micro;

/// <summary>A request from its headers to its answer, without the server around it and the disk behind it; and its parts in the gateway.</summary>
public class Requests
{
    private readonly string _token = TokenSecret.New(January.Key.Business);
    private readonly byte[] _valid = """{"role": "reviewer", "notes": "agrees with the ledger"}"""u8.ToArray();
    private readonly byte[] _wrong = """{"role": "janitor", "notes": 7}"""u8.ToArray();
    private readonly DefaultHttpContext _http = new();
    private readonly LocalGrains _grains;
    private readonly Authenticator _authenticator;
    private readonly RequestDelegate _signOff;
    private readonly SignOffView _view;
    private readonly ScoreView _score;

    public Requests()
    {
        var january = new January();
        var signed = january.Model.Evolve(january.State, january.SignedOff, January.StampOf("signed-off.v1"));
        _view = PeriodReplies.SignOff(signed, new(January.Now.Actor, January.Command.Role));
        _score = PeriodReplies.Score(signed);
        _grains = new LocalGrains(new NoJournal(), new SystemClock(TimeProvider.System), new LocalNotices(TimeProvider.System, NullLogger<LocalNotices>.Instance));
        _authenticator = new Authenticator(_grains, null, TimeProvider.System);
        var refusals = new RefusalLog(_grains, TimeProvider.System, NullLogger.Instance);
        _signOff = new Pipeline(_grains, _authenticator, new RateLimits(0, 0, TimeProvider.System), new TenantShares(TimeProvider.System), refusals, new Origins(recordsAddresses: true)).For(SignOffEndpoints.Create);
        _http.Request.Method = "POST";
        _http.Request.ContentType = "application/json";
        _http.Request.Headers.Authorization = $"Bearer {_token}";
        _http.Request.Headers["x-business-id"] = January.Key.Business.ToString();
        _http.Request.RouteValues["period_id"] = January.Key.Period.ToString();
    }

    [GlobalSetup]
    public async Task SetUp()
    {
        var (business, user) = (January.Key.Business, January.Now.Actor);
        var caller = new Caller(business, Guid.Empty);
        await _grains.Business(business).Create(new CreateBusiness(caller, "Company", "UTC"));
        await _grains.Business(business).CreatePeriod(new CreatePeriod(caller, January.Key.Period, new(2026, 1, 1), new(2026, 1, 31)));
        await _grains.Users(business).AddUser(new AddUser(caller, user, "ann@company.example", "Ann", "Lee", BusinessRole.Owner));
        await _grains.Users(business).IssueToken(new IssueToken(caller, business, user, "bench", null, 365, TokenSecret.Hash(_token), TokenSecret.Prefix(_token)));
        await Call(_valid);
        if (_http.Response.StatusCode != StatusCodes.Status201Created) throw new InvalidOperationException($"A sign-off is answered with {_http.Response.StatusCode}.");
    }

    [Benchmark(Description = "a sign-off: caller, values, rules, answer")]
    public Task SignOff() => Call(_valid);

    [Benchmark(Description = "the same with two wrong values: 422")]
    public Task Wrong() => Call(_wrong);

    [Benchmark(Description = "authenticate a believed token")]
    public async Task<bool> Authenticate() => (await _authenticator.Identify(_token)).Value is not null;

    [Benchmark(Description = "answer of a sign-off to JSON")]
    public int SignOffAnswer() => Answers.Render(SignOffBody.Of(_view), WireJson.Default.SignOffBody).Length;

    [Benchmark(Description = "answer of a score to JSON")]
    public int ScoreAnswer() => Answers.Render(CloseScoreBody.Of(_score), WireJson.Default.CloseScoreBody).Length;

    private Task Call(byte[] body)
    {
        _http.Request.Body = new MemoryStream(body);
        _http.Response.Headers.Clear();
        return _signOff(_http);
    }
}
