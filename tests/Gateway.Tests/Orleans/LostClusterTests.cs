using Periods.Gateway.Tests.Running;
using Periods.Silo.Tests.Postgres;

namespace Periods.Gateway.Tests.Orleans;

/// <summary>Every silo of a cluster is gone at once and without a word: nobody is left to tell those who come instead.</summary>
public sealed class LostClusterTests : IAsyncLifetime
{
    private readonly PostgresCluster _postgres = PostgresCluster.Create();
    private readonly List<ServiceProcess> _silos = [];

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Silos_that_were_all_killed_at_once_come_back_under_other_addresses(int silos)
    {
        var journal = _postgres.NewDatabase();
        var lost = await Start(silos, journal);
        var company = await lost[0].NewCompany();
        var period = await company.OpenPeriod();
        await Task.WhenAll(lost.Select(silo => silo.KillHard()));

        // Each has ports of its own.
        var found = await Start(silos, journal);

        foreach (var silo in found) (await company.At(silo.Anonymous).Member.Client.CloseScore(period)).Ok();
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        foreach (var silo in _silos) await silo.DisposeAsync();
        await _postgres.DisposeAsync();
    }

    private async Task<ServiceProcess[]> Start(int silos, string journal)
    {
        var started = await Task.WhenAll(Enumerable.Range(0, silos).Select(_ => ServiceProcess.Start(journal)));
        _silos.AddRange(started);
        return started;
    }
}
