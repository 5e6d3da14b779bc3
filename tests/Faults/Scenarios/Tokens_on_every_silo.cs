using Periods.Faults.Running;
using Periods.Gateway.Tests.Running;

namespace Periods.Faults.Scenarios;

/// <summary>Tokens: issued on one silo, they work on all at once. No route takes one back yet.</summary>
[Collection(nameof(FaultRun))]
public sealed class Tokens_on_every_silo(FaultRun run)
{
    [Fact]
    public Task A_token_issued_on_one_silo_works_on_every_other_at_once() => run.Play("tok", async (figures, _) =>
    {
        await using var cluster = await Cluster.On(run.Shared(), silos: 3);
        var company = await cluster.NewCompany();
        for (var i = 0; i < Rounds.Of(10, 50); i++)
        {
            var person = await company.At(cluster.Next().Anonymous).Hire("viewer");
            foreach (var silo in cluster.Silos) Assert.Equal(200, (await silo.Door.As(company, person).Get(PeriodCalls.Periods)).Status);
            figures.Injected(1);
        }
    });
}
