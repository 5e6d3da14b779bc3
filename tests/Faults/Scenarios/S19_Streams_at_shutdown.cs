using Periods.Faults.Running;
using Periods.Gateway.Tests.Running;

namespace Periods.Faults.Scenarios;

/// <summary>S19: SIGTERM with many streams open; they resume on another silo.</summary>
[Collection(nameof(FaultRun))]
public sealed class S19_Streams_at_shutdown(FaultRun run)
{
    private const int StreamsPerPerson = 90;
    private static readonly TimeSpan ExitsWithin = TimeSpan.FromSeconds(5);

    [Fact]
    public Task S19_A_silo_with_open_streams_exits_in_time_and_they_resume_elsewhere_without_gap_or_double() => run.Play("S19", async (figures, _) =>
    {
        await using var cluster = await Cluster.On(run.Shared(), silos: 2);
        var (leaving, staying) = (cluster.Silos[0], cluster.Silos[1]);
        var company = await cluster.NewCompany();
        var period = await company.OpenPeriod();
        var watchers = new List<Watcher>();
        for (var i = 0; i < Rounds.Of(90, 500); i += StreamsPerPerson)
        {
            var viewer = await company.Hire("viewer");
            watchers.AddRange(Enumerable.Range(0, StreamsPerPerson).Select(_ => new Watcher(company, viewer, period)));
        }
        var watching = new List<Task>();
        foreach (var watcher in watchers) watching.Add(await watcher.Open(leaving.Door));

        var feed = staying.Door.As(company, company.Member);
        var reported = 0;
        async Task Report(int times)
        {
            for (var i = 0; i < times; i++) (await feed.ReportInputs(period, $$"""{"transaction_count":100000,"unreviewed_count":{{++reported}}}""")).Ok();
        }
        await Report(50);
        var exiting = leaving.Terminate();
        await Report(50);
        var took = await exiting;
        Assert.True(took < ExitsWithin, $"it took {took}");
        await Task.WhenAll(watching);

        await Report(20);
        var version = (long)(await feed.CloseScore(period)).Ok().Number("version");
        await Task.WhenAll(watchers.Select(w => w.Follow(staying.Door, version)));
        foreach (var watcher in watchers) watcher.MissedNothing();
        figures.Injected(watchers.Count);
        figures.Acknowledged(reported);
        figures.Recovered(took);
        figures.Note($"{watchers.Count} streams, exit after {took.TotalSeconds:0.0} s");
    });
}
