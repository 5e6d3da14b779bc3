using System.Diagnostics;
using Periods.Faults.Running;
using Periods.Gateway.Tests.Running;
using Periods.Gateway.Tests.Streams;

namespace Periods.Faults.Scenarios;

/// <summary>Tokens: issued on one silo, they work on all at once; revoked on one, they are dead on all soon.</summary>
[Collection(nameof(FaultRun))]
public sealed class Tokens_on_every_silo(FaultRun run)
{
    /// <summary>As promised to whoever revokes one.</summary>
    private static readonly TimeSpan DeadWithin = TimeSpan.FromSeconds(5);

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

    [Fact]
    public Task A_token_revoked_on_one_silo_is_dead_there_at_once_and_on_every_other_within_five_seconds() => run.Play("rev", async (figures, _) =>
    {
        await using var cluster = await Cluster.On(run.Shared(), silos: 2);
        var (here, there) = (cluster.Silos[0].Door, cluster.Silos[1].Door);
        var company = await cluster.NewCompany();
        var period = await company.OpenPeriod();
        var slowest = TimeSpan.Zero;
        for (var i = 0; i < Rounds.Of(3, 20); i++)
        {
            var person = await company.Hire("viewer");
            using var stream = await ScoreStream.Open(there.As(company, person), period);
            Assert.NotNull(await stream.Next());
            var id = (await here.As(company, person).Get("/api/v1/tokens")).Ok().Json.GetProperty("items")[0].GetProperty("id").GetGuid();
            // The latest that the other silo can have asked.
            (await there.As(company, person).Get(PeriodCalls.Periods)).Ok();

            (await here.As(company, company.Owner).Delete($"/api/v1/tokens/{id}")).IsNothing(204);
            var since = Stopwatch.GetTimestamp();

            Assert.Equal(401, (await here.As(company, person).Get(PeriodCalls.Periods)).Status);
            await Until.Holds(async () => (await there.As(company, person).Get(PeriodCalls.Periods)).Status == 401);
            Assert.Empty(await stream.Rest());
            var took = Stopwatch.GetElapsedTime(since);
            Assert.True(took < DeadWithin, $"it took {took}");
            if (took > slowest) slowest = took;
            figures.Injected(1);
        }
        figures.Recovered(slowest);
    });
}
