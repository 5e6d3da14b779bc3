using Periods.Gateway.Tests.Running;

namespace Periods.Gateway.Tests.Streams;

/// <summary>The gauge as it changes: current first, then each change, resumable without gap or double.</summary>
public sealed class ScoreStreamTests(TestService service) : IClassFixture<TestService>
{
    [Fact]
    public async Task The_current_gauge_comes_first_and_is_what_get_answers()
    {
        var company = await service.NewCompany();
        var period = await company.OpenPeriod();
        (await company.Member.Client.SignOff(period, "preparer")).Ok();
        using var stream = await ScoreStream.Open(company.Viewer.Client, period);
        var first = await stream.Next();
        Assert.Equal(new ScoreChange(2, (await company.Viewer.Client.CloseScore(period)).Body), first);
        Assert.Equal("text/event-stream", stream.Response.Content.Headers.ContentType?.ToString());
        Assert.Equal("no-store", stream.Response.Headers.CacheControl?.ToString());
        // Otherwise nginx gathers changes before it passes any on.
        Assert.Equal(["no"], stream.Response.Headers.GetValues("X-Accel-Buffering"));
    }

    [Fact]
    public async Task Each_change_follows_with_the_next_number_and_what_changes_nothing_does_not()
    {
        var company = await service.NewCompany();
        var period = await company.OpenPeriod();
        using var stream = await ScoreStream.Open(company.Viewer.Client, period);
        await stream.Next();

        (await company.Member.Client.SignOff(period, "preparer")).Ok();
        (await company.Admin.Client.SignOff(period, "preparer")).Ok();
        (await company.Member.Client.SignOff(period, "preparer", "again")).Ok();
        (await company.Member.Client.ReportInputs(period, """{"anomalies":{"low":1}}""")).Ok();
        (await company.Admin.Client.ClosePeriod("2026-03-31")).Ok();
        (await company.Member.Client.RevokeSignOff(period, "preparer")).Ok();
        (await company.Admin.Client.RevokeSignOff(period, "preparer")).Ok();

        var changes = await stream.Next(3);
        Assert.Equal([2L, 3, 4], changes.Select(c => c.Id));
        Assert.Equal(["signed-off.v1", "inputs-reported.v1", "sign-off-revoked.v1"], changes.Select(c => c.Trigger));
        Assert.Equal((await company.Viewer.Client.CloseScore(period)).Body, changes[2].Data);
    }

    [Fact]
    public async Task Last_event_id_resumes_without_gap_or_double_also_from_far_behind_and_across_a_restart()
    {
        // A service of this test's own, since it is stopped.
        await using var alone = await OwnService.Start();
        var company = await alone.Service.NewCompany();
        var period = await company.OpenPeriod();
        var seen = new List<ScoreChange>();
        using (var stream = await ScoreStream.Open(company.Viewer.Client, period)) seen.Add((await stream.Next())!);

        // More changes than the service keeps in memory for those who come back.
        const int Changes = Limits.ScoreChangesKept + 40;
        for (var i = 1; i <= Changes; i++) (await company.Member.Client.ReportInputs(period, $$$"""{"transaction_count":1000,"unreviewed_count":{{{i}}}}""")).Ok();

        using (var stream = await ScoreStream.Open(company.Viewer.Client, period, seen[0].Id)) seen.AddRange(await stream.Next(30));
        using (var stream = await ScoreStream.Open(company.Viewer.Client, period, seen[^1].Id)) seen.AddRange(await stream.Next(20));
        await alone.Service.Restart();
        var again = company.At(alone.Service.Anonymous).Viewer.Client;
        using (var stream = await ScoreStream.Open(again, period, seen[^1].Id)) seen.AddRange(await stream.Next(Changes - 50));

        Assert.Equal(Enumerable.Range(1, Changes + 1).Select(i => (long)i), seen.Select(c => c.Id));
        Assert.Equal((await again.CloseScore(period)).Body, seen[^1].Data);
    }

    [Fact]
    public async Task Whoever_has_seen_the_current_gauge_gets_the_next_one_first()
    {
        var company = await service.NewCompany();
        var period = await company.OpenPeriod();
        // At once, and not with the first sign of life, 15 seconds later.
        using var stream = await ScoreStream.Open(company.Viewer.Client, period, 1).WaitAsync(TimeSpan.FromSeconds(10));
        (await company.Member.Client.SignOff(period, "preparer")).Ok();
        Assert.Equal(2, (await stream.Next())!.Id);
    }

    [Fact]
    public async Task A_number_that_never_was_starts_at_the_current_gauge()
    {
        var company = await service.NewCompany();
        var period = await company.OpenPeriod();
        using var stream = await ScoreStream.Open(company.Viewer.Client, period, 999);
        Assert.Equal(1, (await stream.Next())!.Id);
        (await company.Member.Client.SignOff(period, "preparer")).Ok();
        Assert.Equal(2, (await stream.Next())!.Id);
    }

    [Fact]
    public async Task Many_watchers_see_every_change_of_a_busy_period()
    {
        var company = await service.NewCompany();
        var period = await company.OpenPeriod();
        var streams = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => ScoreStream.Open(company.Viewer.Client, period)));
        var watching = streams.Select(UpTo41).ToArray();
        for (var i = 1; i <= 40; i++) (await company.Member.Client.ReportInputs(period, $$$"""{"anomalies":{"low":{{{i % 2}}}}}""")).Ok();
        Assert.Equal(41, (await company.Viewer.Client.CloseScore(period)).Number("version"));
        foreach (var stream in watching)
        {
            var ids = await stream;
            Assert.Equal(Enumerable.Range(0, ids.Count).Select(i => ids[0] + i), ids);
        }
        foreach (var stream in streams) stream.Dispose();

        // A watcher may be told of its first gauge after some changes: it starts higher, and still misses nothing.
        static async Task<List<long>> UpTo41(ScoreStream stream)
        {
            var ids = new List<long>();
            while (ids is not [.., 41] && await stream.Next() is { } change) ids.Add(change.Id);
            return ids;
        }
    }

    [Theory]
    [InlineData("abc", "int_parsing", "Input should be a valid integer, unable to parse string as an integer", "")]
    [InlineData("-1", "greater_than_equal", "Input should be greater than or equal to 0", ",\"ctx\":{\"ge\":0}")]
    public async Task A_last_event_id_that_is_no_number_is_a_problem(string sent, string type, string msg, string ctx)
    {
        var company = await service.NewCompany();
        var period = await company.OpenPeriod();
        (await company.Viewer.Client.With("Last-Event-ID", sent).Get($"{PeriodCalls.Periods}/{period}/close-score/stream"))
            .IsProblem($$"""{"type":"{{type}}","loc":["header","last-event-id"],"msg":"{{msg}}","input":"{{sent}}"{{ctx}}}""");
    }

    [Fact]
    [Trait("Needs", "one process")]
    public async Task A_token_has_a_hundred_streams_and_gets_one_back_when_one_ends()
    {
        var company = await service.NewCompany();
        var period = await company.OpenPeriod();
        var streams = new List<ScoreStream>();
        for (var i = 0; i < Limits.StreamsPerTokenMax; i++) streams.Add(await ScoreStream.Open(company.Viewer.Client, period));
        var path = $"{PeriodCalls.Periods}/{period}/close-score/stream";
        var refused = (await company.Viewer.Client.Get(path)).IsError(429, "too_many_streams", "Too many open streams on this token");
        Assert.Equal("1", refused.Headers["Retry-After"]);
        // Others are not concerned.
        (await ScoreStream.Open(company.Member.Client, period)).Dispose();

        streams[0].Dispose();
        await Until.Holds(async () =>
        {
            using var request = company.Viewer.Client.Request("GET", path);
            using var response = await company.Viewer.Client.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            return (int)response.StatusCode == 200;
        });
        streams.ForEach(stream => stream.Dispose());
    }
}
