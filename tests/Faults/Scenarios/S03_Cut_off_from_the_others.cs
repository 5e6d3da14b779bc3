using Periods.Closing;
using Periods.Faults.Checks;
using Periods.Faults.Load;
using Periods.Faults.Running;

namespace Periods.Faults.Scenarios;

/// <summary>S3: one silo is cut off from the others, not from PostgreSQL: nothing that silos tell each other reaches it.</summary>
[Collection(nameof(FaultRun))]
public sealed class S03_Cut_off_from_the_others(FaultRun run)
{
    [Fact]
    public Task S3_A_silo_that_hears_nothing_of_the_others_never_says_open_after_a_close_was_acknowledged_elsewhere() => run.Play("S3", async (figures, seed) =>
    {
        var database = run.Shared();
        var deaf = new BadCarrier(new PostgresFraming(), seed, lost: 100, doubled: 0, late: 0);
        await using var cluster = await Cluster.On(database, silos: 3, () => new FaultProxy(database.Port, deaf));
        var workload = await Workload.Prepare(cluster, seed);
        var (other, cutOff) = (cluster.Silos[0].Door, cluster.Silos[1].Door);
        var (closer, reader) = (workload.NewClient("closer", () => other), workload.NewClient("reader", () => cutOff));
        var company = workload.Tenants[0];
        await workload.During(async () =>
        {
            for (var i = 0; i < Rounds.Of(12, 60); i++)
            {
                var month = await workload.NewMonth(workload.NewClient("setup"), company, isPrivate: true);
                // The cut-off silo holds it, open.
                Assert.Equal(Fate.Acknowledged, (await reader.Do(workload.NewReport(month))).Fate);
                Assert.Equal(Fate.Acknowledged, (await closer.Do(new Request(Deed.Close, company, company.Owner, month))).Fate);
                var status = await reader.Do(new Request(Deed.GetStatus, company, company.Owner, month));
                Assert.Equal(PeriodStatus.Closed, Gauges.Status(status.Answer!));
                Assert.Equal("period_closed", (await reader.Do(workload.NewReport(month))).Code);
                figures.Injected(1);
            }
        });
        await FaultRun.Settle(figures, cluster, workload);
        figures.Note($"{deaf.Touched} notices lost");
    });
}
