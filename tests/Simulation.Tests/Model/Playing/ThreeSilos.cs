using Periods.Gateway.Startup;
using Periods.Gateway.Tests.Running;
using Periods.Silo.Tests.Postgres;

namespace Periods.Simulation.Tests.Model.Playing;

/// <summary>Three silos on one PostgreSQL. Commands go to them in turn, the worst routing there is: each finds that another one has written since.</summary>
internal sealed class ThreeSilos : ITarget
{
    private readonly PostgresCluster _cluster = PostgresCluster.Create();
    private readonly string _journal;
    private RunningService[] _silos = [];

    public ThreeSilos() => _journal = _cluster.NewDatabase();

    public string OperatorToken => "an-operator-token-of-the-model-test";

    public async Task<IReadOnlyList<Uri>> Start()
    {
        _silos = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Service.Start(
            ["--urls=http://127.0.0.1:0", $"--ConnectionStrings:Journal={_journal}", $"--Access:OperatorToken={OperatorToken}", .. SiloPorts.Free().Arguments], TextWriter.Null)));
        return [.. _silos.Select(silo => silo.Address)];
    }

    public async Task Stop()
    {
        foreach (var silo in _silos) await silo.DisposeAsync();
        _silos = [];
    }

    public async ValueTask DisposeAsync()
    {
        await Stop();
        await _cluster.DisposeAsync();
    }
}
