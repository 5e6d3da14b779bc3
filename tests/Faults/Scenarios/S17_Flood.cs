using System.Diagnostics;
using Periods.Faults.Running;
using Periods.Gateway.Tests.Running;

namespace Periods.Faults.Scenarios;

/// <summary>S17: one tenant floods the service. How long the others wait is a figure of the run, not a verdict: the flood's own clients share the machine.</summary>
[Collection(nameof(FaultRun))]
public sealed class S17_Flood(FaultRun run)
{
    [Fact]
    public Task S17_A_tenant_that_floods_is_told_to_come_back_and_others_are_never_refused() => run.Play("S17", async (figures, _) =>
    {
        await using var cluster = await Cluster.OnFile();
        var (quiet, flooding) = (await cluster.NewCompany(), await cluster.NewCompany());
        var (period, flooded) = (await quiet.OpenPeriod(), await flooding.OpenPeriod());
        var before = await Slowest(quiet, period);

        using var stop = new CancellationTokenSource();
        var flood = Flood(flooding, flooded, stop.Token);
        var during = await Slowest(quiet, period);
        await stop.CancelAsync();
        var (accepted, refused) = await flood;

        Assert.True(refused > 0, $"none of {accepted} was told to come back");
        figures.Acknowledged(accepted);
        figures.Injected(refused);
        figures.Note($"99 % within {before.TotalMilliseconds:0} ms, {during.TotalMilliseconds:0} ms in the flood; {refused} of {accepted + refused} refused");
    });

    /// <summary>The time within which 99 of 100 commands of a few steady clients are answered.</summary>
    private static async Task<TimeSpan> Slowest(Company company, Guid period)
    {
        var took = await Task.WhenAll(Enumerable.Range(0, 4).Select(async client =>
        {
            var times = new List<TimeSpan>();
            using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
            for (var i = 0; i < Rounds.Of(100, 1_000); i++)
            {
                var since = Stopwatch.GetTimestamp();
                Assert.Equal(201, (await company.Member.Client.SignOff(period, "reviewer", $"{client} {i}")).Status);
                times.Add(Stopwatch.GetElapsedTime(since));
                await pace.WaitForNextTickAsync();
            }
            return times;
        }));
        var ordered = took.SelectMany(t => t).Order().ToList();
        return ordered[ordered.Count * 99 / 100];
    }

    /// <summary>Many times its share at once, again and again.</summary>
    private static async Task<(int Accepted, int Refused)> Flood(Company company, Guid period, CancellationToken stop)
    {
        var (accepted, refused) = (0, 0);
        while (!stop.IsCancellationRequested)
        {
            foreach (var answer in await Task.WhenAll(Enumerable.Range(0, Rounds.Of(400, 3_200)).Select(_ => company.Member.Client.SignOff(period, "preparer"))))
            {
                Assert.True(answer.Status is 201 or 429, $"{answer.Status} {answer.Body}");
                if (answer.Status == 201) accepted++;
                else Assert.Equal("1", answer.Headers["Retry-After"]);
                if (answer.Status == 429) refused++;
            }
        }
        return (accepted, refused);
    }
}
