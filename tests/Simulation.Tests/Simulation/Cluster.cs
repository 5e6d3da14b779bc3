namespace Periods.Simulation.Tests.Simulation;

/// <summary>The silos on one journal, and what befalls them.</summary>
internal sealed class Cluster
{
    private readonly World _world;
    private readonly Store _store;
    private readonly Wire _wire;

    public Cluster(World world, Store store, int silos)
    {
        _world = world;
        _store = store;
        _wire = new Wire(world);
        Business = world.NewId();
        for (var i = 0; i < silos; i++) _wire.Silos.Add(new SimulatedSilo(world, store, _wire, ownsJournal: silos == 1));
    }

    public Guid Business { get; }

    public Slot[] Slots { get; } =
    [
        new(new(2026, 1, 1), new(2026, 1, 31)),
        new(new(2026, 2, 1), new(2026, 2, 28)),
    ];

    public IReadOnlyList<SimulatedSilo> Silos => _wire.Silos;

    public SimulatedSilo Any() => Silos[_world.Random.Next(Silos.Count)];

    /// <summary>Restarts and pauses, at moments of the seed's choosing.</summary>
    public void Trouble()
    {
        for (var i = _world.Random.Next(4); i > 0; i--) _world.After(_world.Outside, _world.Random.Next(800), Restart);
        for (var i = _world.Random.Next(4); i > 0; i--) _world.After(_world.Outside, _world.Random.Next(800), Stall);
    }

    private void Restart()
    {
        var which = _world.Random.Next(Silos.Count);
        Silos[which].Lane.Kill();
        _wire.Silos[which] = new SimulatedSilo(_world, _store, _wire, ownsJournal: Silos.Count == 1);
    }

    private void Stall() => Any().Lane.PausedUntil = _world.Now + _world.Random.Next(50, 400);
}
