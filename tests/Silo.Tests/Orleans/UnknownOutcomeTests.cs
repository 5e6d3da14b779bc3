using System.Text.Json;
using Periods.Audit;
using Periods.Closing;
using Periods.Silo.Orleans;
using Periods.Silo.Tests.Postgres;

namespace Periods.Silo.Tests.Orleans;

/// <summary>A call that ends in a timeout, is cancelled on its way, or has an answer that cannot be read, may have happened.</summary>
[Collection(PostgresTests.Name)]
public sealed class UnknownOutcomeTests(PostgresFixture postgres)
{
    [Fact]
    public async Task What_was_done_under_a_key_and_not_answered_is_answered_by_the_gateways_own_copy_and_done_once()
    {
        var losing = new LosesAnswers(typeof(TimeoutException));
        await using var cluster = await GrainCluster.Start(postgres.Cluster.NewDatabase(), silo => silo.AddIncomingGrainCallFilter(losing));
        var month = await OpenMonth.In(cluster.FromOutside);

        foreach (var silo in cluster.Silos)
        {
            var signOff = month.NewSignOff("key");
            Assert.Equal(signOff.SignOffId, OpenMonth.Accepted(await month.Of(cluster.From(silo)).SignOff(signOff)).Id);
            Assert.Equal(silo + 1, await month.SignOffs(cluster.FromOutside));
        }
        Assert.Equal(cluster.Silos.Count(), losing.Lost);
    }

    [Theory]
    [InlineData(typeof(TimeoutException))]
    [InlineData(typeof(OperationCanceledException))]
    // A release with a refusal, or a type, that this one has not.
    [InlineData(typeof(JsonException))]
    [InlineData(typeof(TypeLoadException))]
    public async Task What_cannot_be_asked_twice_or_of_nobody_else_is_answered_as_not_known(Type failure)
    {
        var losing = new LosesAnswers(failure);
        await using var cluster = await GrainCluster.Start(postgres.Cluster.NewDatabase(), silo => silo.AddIncomingGrainCallFilter(losing));
        var month = await OpenMonth.In(cluster.FromOutside);

        Assert.Equal(RefusalCode.StorageUnavailable, (await month.Of(cluster.From(0)).SignOff(month.NewSignOff())).Refusal?.Code);
        Assert.Equal(RefusalCode.StorageUnavailable, (await month.Of(cluster.FromOutside).SignOff(month.NewSignOff("key"))).Refusal?.Code);

        Assert.Equal(2, await month.SignOffs(cluster.FromOutside));
    }

    [Fact]
    public async Task A_walk_along_a_chain_whose_report_was_lost_is_done_by_the_gateways_own_copy_and_ends_with_who_asked_for_it()
    {
        var losing = new LosesAnswers(typeof(TimeoutException), nameof(IAuditGrain.VerifyPeriod));
        await using var cluster = await GrainCluster.Start(postgres.Cluster.NewDatabase(), silo => silo.AddIncomingGrainCallFilter(losing));
        var month = await OpenMonth.In(cluster.FromOutside);
        using var left = new CancellationTokenSource();

        Assert.Equal(1, OpenMonth.Accepted(await cluster.From(0).Audit(month.Business).VerifyPeriod(month.Period, left.Token)).Events);
        Assert.Equal(1, losing.Lost);

        await left.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cluster.From(0).Audit(month.Business).VerifyPeriod(month.Period, left.Token).AsTask());
    }

    [Fact]
    public async Task What_may_be_asked_twice_is_answered_by_the_gateways_own_copy_long_before_a_silo_that_hangs()
    {
        var hanging = new Hangs();
        await using var cluster = await GrainCluster.Start(postgres.Cluster.NewDatabase(), silo => silo.AddIncomingGrainCallFilter(hanging));
        var month = await OpenMonth.In(cluster.FromOutside);
        try
        {
            var signOff = month.NewSignOff("key");
            var signed = await month.Of(cluster.From(0)).SignOff(signOff).AsTask().WaitAsync(OrleansLimits.ClientDeadline);

            Assert.Equal(signOff.SignOffId, OpenMonth.Accepted(signed).Id);
        }
        finally
        {
            hanging.Thaw();
        }
        Assert.Equal(1, await month.SignOffs(cluster.FromOutside));
    }

    [Fact]
    public async Task A_walk_along_a_chain_ends_where_it_is_done_when_nobody_waits_for_it_any_more()
    {
        var walking = new WalksOn();
        await using var cluster = await GrainCluster.Start(postgres.Cluster.NewDatabase(), silo => silo.AddIncomingGrainCallFilter(walking));
        var month = await OpenMonth.In(cluster.FromOutside);
        using var stays = new CancellationTokenSource();

        Assert.Equal(RefusalCode.StorageUnavailable, (await cluster.FromOutside.Audit(month.Business).VerifyPeriod(month.Period, stays.Token)).Refusal?.Code);

        await walking.Ended.WaitAsync(OrleansLimits.ClientDeadline);
    }

    /// <summary>Walks along a chain do not come to an end by themselves.</summary>
    private sealed class WalksOn : IIncomingGrainCallFilter
    {
        private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Ended => _ended.Task;

        public async Task Invoke(IIncomingGrainCallContext context)
        {
            if (context.InterfaceMethod.Name == nameof(IAuditGrain.VerifyPeriod))
            {
                await using var registered = ((CancellationToken)context.Request.GetArgument(1)!).Register(_ended.SetResult);
                await Ended;
            }
            await context.Invoke();
        }
    }

    /// <summary>Sign-offs wait.</summary>
    private sealed class Hangs : IIncomingGrainCallFilter
    {
        private readonly TaskCompletionSource _thawed = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Thaw() => _thawed.SetResult();

        public async Task Invoke(IIncomingGrainCallContext context)
        {
            if (context.InterfaceMethod.Name == nameof(IPeriodGrain.SignOff)) await _thawed.Task;
            await context.Invoke();
        }
    }

    /// <summary>What is asked for happens, and who asked for it hears of a failure.</summary>
    private sealed class LosesAnswers(Type failure, string method = nameof(IPeriodGrain.SignOff)) : IIncomingGrainCallFilter
    {
        private int _lost;

        public int Lost => _lost;

        public async Task Invoke(IIncomingGrainCallContext context)
        {
            await context.Invoke();
            if (context.InterfaceMethod.Name != method) return;
            Interlocked.Increment(ref _lost);
            throw (Exception)Activator.CreateInstance(failure, "The answer is lost.")!;
        }
    }
}
