using System.Diagnostics;
using Periods.Faults.Running;
using Periods.Gateway.Tests.Running;
using Periods.Gateway.Tests.Streams;

namespace Periods.Faults.Scenarios;

/// <summary>S18: many event streams, a tenth of them never read.</summary>
[Collection(nameof(FaultRun))]
public sealed class S18_Streams_not_read(FaultRun run)
{
    private const int StreamsPerPerson = 90;
    private const int MemoryGrowthMaxMiB = 160;
    private static readonly TimeSpan DroppedWithin = TimeSpan.FromSeconds(30);

    [Fact]
    public Task S18_Streams_that_are_not_read_are_dropped_and_all_others_see_every_change() => run.Play("S18", async (figures, _) =>
    {
        await using var cluster = await Cluster.OnFile();
        var company = await cluster.NewCompany();
        var period = await company.OpenPeriod();
        var (readers, idlers) = Rounds.Of((90, 10), (450, 50));
        var (viewers, idle) = (new List<ScoreStream>(), new List<IdleWatcher>());
        for (var i = 0; i < readers; i += StreamsPerPerson)
        {
            var viewer = await company.Hire("viewer");
            for (var j = i; j < Math.Min(i + StreamsPerPerson, readers); j++) viewers.Add(await ScoreStream.Open(viewer.Client, period));
        }
        for (var i = 0; i < idlers; i++) idle.Add(await IdleWatcher.Open(cluster.Only.Door, company, company.Viewer, period));
        var memory = cluster.Only.MemoryMiB();

        const int Changes = 600;
        var seen = viewers.Select(stream => ReadUpTo(stream, Changes + 1)).ToArray();
        for (var i = 1; i <= Changes; i++) (await company.Member.Client.ReportInputs(period, $$"""{"transaction_count":100000,"unreviewed_count":{{i}}}""")).Ok();
        var since = Stopwatch.GetTimestamp();
        foreach (var ids in await Task.WhenAll(seen)) Assert.Equal(Enumerable.Range(0, ids.Count).Select(i => ids[0] + i), ids);

        await Until.Holds(() => Task.FromResult(idle.TrueForAll(i => i.IsDropped)));
        var took = Stopwatch.GetElapsedTime(since);
        Assert.True(took < DroppedWithin, $"the last one was dropped after {took}");
        var grown = cluster.Only.MemoryMiB() - memory;
        Assert.True(grown < MemoryGrowthMaxMiB, $"{grown} MiB more");

        viewers.ForEach(v => v.Dispose());
        idle.ForEach(i => i.Dispose());
        figures.Acknowledged(Changes);
        figures.Injected(idlers);
        figures.Recovered(took);
        figures.Note($"{readers} read, {idlers} did not, {grown} MiB more");
    });

    private static async Task<List<long>> ReadUpTo(ScoreStream stream, long last)
    {
        var ids = new List<long>();
        while ((ids.Count == 0 || ids[^1] < last) && await stream.Next() is { } change) ids.Add(change.Id);
        Assert.Equal(last, ids[^1]);
        return ids;
    }
}
