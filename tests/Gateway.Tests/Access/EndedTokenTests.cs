using Microsoft.Extensions.Logging.Abstractions;
using Periods.Gateway.Tests.Running;
using Periods.Gateway.Tests.Streams;
using Periods.Silo;

namespace Periods.Gateway.Tests.Access;

/// <summary>What a token that ends takes along, and what is known of one that is used, by a date that the test moves.</summary>
public sealed class EndedTokenTests : IAsyncLifetime
{
    private const string Tokens = "/api/v1/tokens";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("periods-http-");
    private readonly WallClock _clock = new();
    private BareService _service = null!;

    private string JournalPath => Path.Combine(_folder.FullName, "periods.db");

    public async Task InitializeAsync()
    {
        var silo = await LocalSilo.Open(new JournalSource($"Data Source={JournalPath}"), _clock, NullLoggerFactory.Instance);
        _service = await BareService.Start(silo.Grains, _clock, silo);
    }

    public async Task DisposeAsync()
    {
        await _service.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task A_stream_ends_when_its_token_is_revoked_and_others_go_on()
    {
        var company = await _service.NewCompany();
        var period = await company.OpenPeriod();
        using var revoked = await ScoreStream.Open(company.Viewer.Client, period);
        using var kept = await ScoreStream.Open(company.Member.Client, period);
        await revoked.Next();
        await kept.Next();

        await Revoke(company, company.Viewer);

        Assert.Empty(await revoked.Rest());
        (await company.Member.Client.SignOff(period, "preparer")).Ok();
        Assert.Equal(2, (await kept.Next())!.Id);
    }

    [Fact]
    public async Task A_stream_ends_when_its_token_expires_and_others_go_on()
    {
        var company = await _service.NewCompany();
        var period = await company.OpenPeriod();
        var day = (await company.Admin.Client.Post(Tokens, $$"""{"name":"a day","expires_in_days":1,"user_id":"{{company.Viewer.Id}}"}""")).Ok().Text("token");
        using var expiring = await ScoreStream.Open(company.Viewer.Client.With("Authorization", $"Bearer {day}"), period);
        using var kept = await ScoreStream.Open(company.Viewer.Client, period);
        await expiring.Next();
        await kept.Next();

        _clock.Pass(TimeSpan.FromDays(1));

        Assert.Empty(await expiring.Rest());
        (await company.Member.Client.SignOff(period, "preparer")).Ok();
        Assert.Equal(2, (await kept.Next())!.Id);
    }

    [Fact]
    public async Task A_use_is_noted_off_the_path_of_requests_and_by_the_hour()
    {
        var company = await _service.NewCompany();
        (await company.Viewer.Client.Get(PeriodCalls.Periods)).Ok();
        Assert.Null(await LastUse(company));

        await _service.Authenticator.Uses.Note(NullLogger.Instance);
        var first = await LastUse(company);
        Assert.InRange(first!.Value, _clock.GetUtcNow().AddMinutes(-1), _clock.GetUtcNow());

        _clock.Pass(Limits.TokenUseNotedEvery / 2);
        await UseAgain(company);
        Assert.Equal(first, await LastUse(company));

        _clock.Pass(Limits.TokenUseNotedEvery);
        await UseAgain(company);
        Assert.True(await LastUse(company) >= first + Limits.TokenUseNotedEvery);
    }

    [Fact]
    public async Task What_was_noted_is_not_noted_again()
    {
        var company = await _service.NewCompany();
        (await company.Viewer.Client.Get(PeriodCalls.Periods)).Ok();
        await _service.Authenticator.Uses.Note(NullLogger.Instance);
        var noted = await Journal.Length(JournalPath);

        await _service.Authenticator.Uses.Note(NullLogger.Instance);

        Assert.Equal(noted, await Journal.Length(JournalPath));
    }

    [Fact]
    public async Task A_revocation_that_is_refused_makes_nobody_be_asked_for_anew_and_one_that_is_done_everybody()
    {
        var silo = await LocalSilo.Open(new JournalSource($"Data Source={JournalPath}2"), TimeProvider.System, NullLoggerFactory.Instance);
        await using var service = await BareService.Start(silo.Grains, new StillClock(), silo);
        var company = await service.NewCompany();
        var id = (await company.Viewer.Client.Get(Tokens)).Ok().Json.GetProperty("items")[0].GetProperty("id").GetGuid();
        // By way of another silo, so that this one goes on believing.
        Assert.Null((await silo.Grains.Users(company.Id).RevokeToken(new(new Caller(company.Id, company.Owner.Id), id))).Refusal);

        Assert.Equal(422, (await company.Member.Client.Delete($"{Tokens}/x")).Status);
        Assert.Equal(404, (await company.Owner.Client.Delete($"{Tokens}/{Guid.NewGuid()}")).Status);
        Assert.Equal(200, (await company.Viewer.Client.Get(Tokens)).Status);

        await Revoke(company, company.Member);
        Assert.Equal(401, (await company.Viewer.Client.Get(Tokens)).Status);
    }

    /// <summary>As if the token had not been seen for a while.</summary>
    private async Task UseAgain(Company company)
    {
        _service.Authenticator.Forget(company.Id);
        (await company.Viewer.Client.Get(PeriodCalls.Periods)).Ok();
        await _service.Authenticator.Uses.Note(NullLogger.Instance);
    }

    private static async Task<DateTimeOffset?> LastUse(Company company)
    {
        var noted = (await company.Viewer.Client.Get(Tokens)).Ok().Json.GetProperty("items")[0].GetProperty("last_used_at");
        return noted.ValueKind == System.Text.Json.JsonValueKind.Null ? null : noted.GetDateTimeOffset();
    }

    private static async Task Revoke(Company company, Person person)
    {
        var id = (await person.Client.Get(Tokens)).Ok().Json.GetProperty("items")[0].GetProperty("id").GetGuid();
        (await company.Owner.Client.Delete($"{Tokens}/{id}")).IsNothing(204);
    }

    /// <summary>On which what is believed is believed for ever.</summary>
    private sealed class StillClock : TimeProvider
    {
        public override long GetTimestamp() => 1;
    }
}
