using Periods.Closing;
using Periods.Gateway.Tests.Running;
using Periods.Silo.Tests.Postgres;

namespace Periods.Silo.Tests.Orleans;

/// <summary>What Orleans does to activations, and what nobody may notice of it.</summary>
[Collection(PostgresTests.Name)]
public sealed class ActivationTests(PostgresFixture postgres)
{
    [Fact]
    public async Task Of_all_silos_that_take_themselves_for_the_one_a_business_is_on_one_closes_the_period_and_the_others_find_it_closed()
    {
        await using var cluster = await GrainCluster.Start(postgres.Cluster.NewDatabase());
        var month = await OpenMonth.In(cluster.FromOutside);
        var everywhere = cluster.Silos.Select(silo => cluster.On(silo).Business(EntityKey.ForBusiness(month.Business))).ToArray();
        OpenMonth.Accepted(await month.Of(cluster.FromOutside).ReportInputs(month.NewReport(unreviewed: 0)));
        foreach (var business in everywhere) Assert.Equal(PeriodStatus.Open, OpenMonth.Accepted(await business.GetPeriod(month.Period)).Status);

        var closes = await Task.WhenAll(everywhere.Select(business => Task.Run(async () => await business.ClosePeriod(month.NewClose()))));

        Assert.Single(closes, close => close.Refusal is null);
        Assert.Equal(everywhere.Length - 1, closes.Count(close => close.Refusal?.Code == RefusalCode.PeriodAlreadyClosed));
        // Its activation had the period in memory as open, too.
        Assert.Equal(RefusalCode.PeriodClosed, (await month.Of(cluster.FromOutside).ReportInputs(month.NewReport(unreviewed: 1))).Refusal?.Code);
    }

    [Fact]
    public async Task A_grain_that_was_let_go_is_in_its_next_life_what_it_was()
    {
        await using var cluster = await GrainCluster.Start(postgres.Cluster.NewDatabase());
        var month = await OpenMonth.In(cluster.FromOutside);
        var period = month.Of(cluster.FromOutside);
        var signOff = month.NewSignOff("key");
        var signed = OpenMonth.Accepted(await period.SignOff(signOff));
        var before = cluster.Activation(period);

        await cluster.Deactivate(period);
        Assert.Null(cluster.Activation(period));

        Assert.Equal(signed, OpenMonth.Accepted(await period.SignOff(signOff)));
        Assert.Equal(1, await month.SignOffs(cluster.FromOutside));
        Assert.NotEqual(before, cluster.Activation(period));
    }

    [Fact]
    public async Task An_id_that_nobody_created_leaves_no_activation_behind()
    {
        await using var cluster = await GrainCluster.Start(postgres.Cluster.NewDatabase());
        var month = await OpenMonth.In(cluster.FromOutside);
        var unknown = new OpenMonth(Guid.NewGuid(), Guid.NewGuid());

        Assert.Equal(RefusalCode.PeriodNotFound, (await unknown.Of(cluster.FromOutside).GetScore()).Refusal?.Code);
        Assert.Equal(RefusalCode.BusinessNotFound, (await cluster.FromOutside.Business(unknown.Business).Get()).Refusal?.Code);

        await Until.Holds(() => Task.FromResult(cluster.Activation(unknown.Of(cluster.FromOutside)) is null));
        await Until.Holds(() => Task.FromResult(cluster.Activation(cluster.FromOutside.Business(unknown.Business)) is null));
        OpenMonth.Accepted(await month.Of(cluster.FromOutside).GetScore());
        Assert.NotNull(cluster.Activation(month.Of(cluster.FromOutside)));
    }

    [Fact]
    public async Task A_period_whose_silo_is_gone_without_a_word_is_on_another_what_it_was()
    {
        await using var cluster = await GrainCluster.Start(postgres.Cluster.NewDatabase());
        var month = await OpenMonth.In(cluster.FromOutside);
        var signOff = month.NewSignOff("key");
        var signed = OpenMonth.Accepted(await month.Of(cluster.FromOutside).SignOff(signOff));
        var gone = cluster.Activation(month.Of(cluster.FromOutside))!.Value.Silo;
        var left = cluster.From(cluster.Silos.First(silo => silo != gone));

        await cluster.Kill(gone);

        Assert.Equal(signed, OpenMonth.Accepted(await month.Of(left).SignOff(signOff)));
        Assert.Equal(1, await month.SignOffs(left));
    }
}
