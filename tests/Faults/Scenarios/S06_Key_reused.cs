using Periods.Closing;
using Periods.Faults.Checks;
using Periods.Faults.Load;
using Periods.Faults.Running;
using Periods.Gateway.Tests.Running;

namespace Periods.Faults.Scenarios;

/// <summary>S6: the key is used again with another body, or by another tenant.</summary>
[Collection(nameof(FaultRun))]
public sealed class S06_Key_reused(FaultRun run)
{
    [Fact]
    public Task S6_A_key_used_again_for_something_else_is_refused_and_another_tenants_equal_key_is_its_own() => run.Play("S6", async (figures, seed) =>
    {
        await using var cluster = await Cluster.OnFile();
        var workload = await Workload.Prepare(cluster, seed);
        var (mine, theirs) = (workload.Months.First(m => m.Company == workload.Tenants[0]), workload.Months.First(m => m.Company == workload.Tenants[1]));
        var client = workload.NewClient("mine");
        var used = new List<Entry>();

        await workload.During(async () =>
        {
            for (var i = 0; i < Rounds.Of(30, 200); i++)
            {
                // Sign-offs are taken in an open and in a closed period; the load locks now and then, which is an answer to remember, too.
                used.Add(await client.Do(new Request(Deed.SignOff, mine.Company, mine.Company.Member, mine, (ReviewRole)(i % 4))));
                await Reuse(used[^1], theirs, cluster, figures);
            }
        });
        await cluster.KillAll();
        await cluster.StartAll();
        foreach (var entry in used.Take(5)) await Refused(entry, cluster, figures);

        // The other tenant's effects under these keys are not in the ledger: they were counted as they happened.
        Assert.All((await Journals.Facts(cluster.Journal)).Where(f => used.Any(u => u.Key == f.Event.CommandId)).GroupBy(f => (f.Entity, f.Event.CommandId)), effect => Assert.Single(effect));
        figures.Acknowledged(workload.Ledger.Acknowledged);
    });

    private static async Task Reuse(Entry entry, Month theirs, Cluster cluster, Figures figures)
    {
        await Refused(entry, cluster, figures);
        var other = await cluster.Only.Door.As(theirs.Company, theirs.Company.Member).Keyed(entry.Key).SignOff(theirs.Period!.Value, "partner", "of another tenant");
        Assert.True(other.Status == 201 || other.Status == 400 && other.Body.Contains("period_locked", StringComparison.Ordinal), $"{other.Status} {other.Body}");
        if (other.Status == 201) Assert.Equal($"{theirs.Company.Id}", other.Text("business_id"));
        figures.Injected(1);
    }

    private static async Task Refused(Entry entry, Cluster cluster, Figures figures)
    {
        var month = entry.Request.Month;
        var other = await cluster.Only.Door.As(month.Company, month.Company.Member).Keyed(entry.Key).SignOff(month.Period!.Value, "partner", "another body");
        Assert.Equal(422, other.Status);
        Assert.Contains("idempotency_key_reuse", other.Body, StringComparison.Ordinal);
        var same = await LoadClient.Repeat(entry, cluster.Only.Door);
        Assert.Equal($"{entry.Answer!.Status} {entry.Answer.Body}", $"{same.Status} {same.Body}");
        figures.Injected(1);
    }
}
