using Periods.Scoring;

namespace Periods.Simulation.Tests.Simulation;

/// <summary>A dashboard: watches a score on some silo, and resumes on another one where it was when the first is gone.</summary>
internal sealed class Watcher(World world, Cluster cluster, Slot slot)
{
    private const long LooksEvery = 100;
    private const int Looks = 15;

    private SimulatedSilo? _silo;

    public List<ScoreView> Seen { get; } = [];

    public void Live(int looks = Looks)
    {
        if (slot.Id is { } period && (_silo is null || !_silo.Lane.IsAlive)) Watch(EntityKey.ForPeriod(cluster.Business, period));
        if (looks > 0) world.After(world.Outside, LooksEvery, () => Live(looks - 1));
    }

    private void Watch(EntityKey period)
    {
        var silo = cluster.Any();
        _silo = silo;
        world.After(silo.Lane, 1, async () =>
        {
            await foreach (var score in silo.Score(period).Watch(Seen.Count > 0 ? Seen[^1].Version : null, CancellationToken.None)) Seen.Add(score);
            _silo = null;
        });
    }
}
