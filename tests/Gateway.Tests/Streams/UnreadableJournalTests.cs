using Periods.Gateway.Tests.Contract;
using Periods.Gateway.Tests.Running;

namespace Periods.Gateway.Tests.Streams;

/// <summary>A stream that is opened while the journal does not let anybody look back: what is in memory is served, history is not.</summary>
public sealed class UnreadableJournalTests(StagedService service) : IClassFixture<StagedService>
{
    [Fact]
    public async Task Whoever_missed_something_is_told_to_come_back_and_then_misses_nothing()
    {
        var (client, period) = await ThreeVersions();
        var path = $"{PeriodCalls.Periods}/{period}/close-score/stream";

        var refused = await service.During(Trouble.FailsToLookBack, () => client.With("Last-Event-ID", "1").Get(path));

        Assert.Equal("1", refused.IsError(503, "storage_unavailable", "Storage is not available; try again").Headers["Retry-After"]);
        OneCalmLine(period);
        using var stream = await ScoreStream.Open(client, period, 1);
        Assert.Equal([2L, 3], (await stream.Next(2)).Select(change => change.Id));
    }

    [Theory]
    [InlineData(null, "id: 3\n")]
    [InlineData(3, "")]
    public async Task A_stream_that_has_begun_ends_as_any_answer_does(int? seen, string beginning)
    {
        var (client, period) = await ThreeVersions();
        var from = seen is null ? client : client.With("Last-Event-ID", $"{seen}");

        // An answer that is cut off would be a fault of the client.
        var answer = await service.During(Trouble.FailsToLookBack, () => from.Get($"{PeriodCalls.Periods}/{period}/close-score/stream"));

        Assert.Equal(200, answer.Status);
        Assert.StartsWith(beginning, answer.Body, StringComparison.Ordinal);
        OneCalmLine(period);
        using var stream = await ScoreStream.Open(client, period);
        Assert.Equal(3, (await stream.Next())!.Id);
    }

    [Fact]
    public async Task Streams_end_with_their_tokens_also_after_nobody_could_find_out_about_those()
    {
        var company = await Company.Found(new Client(service.Http), ContractService.OperatorToken);
        using var stream = await ScoreStream.Open(company.Viewer.Client, await company.OpenPeriod());
        await stream.Next();
        await service.During(Trouble.ThrowsForUsers, async () =>
        {
            await Until.Holds(() => Task.FromResult(service.Log.Entries.Any(entry => entry.StartsWith("Error Open score streams", StringComparison.Ordinal))));
            return true;
        });

        var token = (await company.Viewer.Client.Get("/api/v1/tokens")).Ok().Json.GetProperty("items")[0].GetProperty("id").GetGuid();
        (await company.Owner.Client.Delete($"/api/v1/tokens/{token}")).IsNothing(204);

        Assert.Empty(await stream.Rest());
    }

    [Fact]
    public async Task A_stream_goes_on_while_nobody_can_find_out_about_its_token()
    {
        var company = await Company.Found(new Client(service.Http), ContractService.OperatorToken);
        var period = await company.OpenPeriod();
        using var stream = await ScoreStream.Open(company.Viewer.Client, period);
        await stream.Next();
        await service.During(Trouble.FailsForUsers, async () =>
        {
            // Whom nobody believes any more is told so before anything else.
            var before = service.Journal.FailedForUsers;
            await Until.Holds(async () => (await company.Viewer.Client.Get($"{PeriodCalls.Periods}/abc")).Status == 503);
            var (now, tries) = (service.Journal.FailedForUsers, service.Journal.FailedForUsers - before);
            await Until.Holds(() => Task.FromResult(service.Journal.FailedForUsers >= now + 3 * tries));
            return true;
        });

        (await company.Member.Client.SignOff(period, "preparer")).Ok();
        Assert.Equal(2, (await stream.Next())?.Id);
    }

    private void OneCalmLine(Guid period) => Assert.StartsWith(
        "Warning A score cannot be watched, the journal cannot be read", Assert.Single(service.Log.Entries, entry => entry.Contains($"{period}", StringComparison.Ordinal)), StringComparison.Ordinal);

    private async Task<(Client Client, Guid Period)> ThreeVersions()
    {
        var company = await Company.Found(new Client(service.Http), ContractService.OperatorToken);
        var period = await company.OpenPeriod();
        (await company.Member.Client.SignOff(period, "preparer")).Ok();
        (await company.Member.Client.SignOff(period, "reviewer")).Ok();
        return (company.Viewer.Client, period);
    }
}
