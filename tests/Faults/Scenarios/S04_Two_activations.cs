using Periods.Faults.Load;
using Periods.Faults.Running;

namespace Periods.Faults.Scenarios;

/// <summary>S4: several activations of one period, all closing.</summary>
[Collection(nameof(FaultRun))]
public sealed class S04_Two_activations(FaultRun run)
{
    [Fact]
    public Task S4_Of_several_silos_that_close_one_period_at_once_one_wins_and_the_others_answer_from_the_truth() => run.Play("S4", async (figures, seed) =>
    {
        await using var cluster = await Cluster.On(run.Shared(), silos: 3);
        var workload = await Workload.Prepare(cluster, seed);
        var company = workload.Tenants[0];
        var clients = cluster.Silos.Select(silo => workload.NewClient(silo.Name, () => silo.Door)).ToList();
        await workload.During(async () =>
        {
            for (var i = 0; i < Rounds.Of(20, 100); i++)
            {
                var month = await workload.NewMonth(workload.NewClient("setup"), company, isPrivate: true);
                foreach (var client in clients) await client.Do(new Request(Deed.GetScore, company, company.Owner, month));

                var closes = await Task.WhenAll(clients.Select(client => client.Do(new Request(Deed.Close, company, company.Owner, month))));
                Assert.Single(closes, c => c.Fate == Fate.Acknowledged);
                Assert.Equal(clients.Count - 1, closes.Count(c => c.Code == "period_already_closed"));
                foreach (var client in clients) Assert.Equal("period_closed", (await client.Do(workload.NewReport(month))).Code);
                figures.Injected(1);
            }
        });
        await FaultRun.Settle(figures, cluster, workload);
    });
}
