using Periods.Grains.Businesses;
using Periods.Grains.Closing;
using Periods.Grains.Entities;
using Periods.Grains.Journal;
using Periods.Grains.Posting;
using Periods.Grains.Scoring;
using Periods.Scoring;

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

    /// <summary>Restarts, pauses and snapshots, at moments of the seed's choosing.</summary>
    public void Trouble()
    {
        for (var i = _world.Random.Next(4); i > 0; i--) _world.After(_world.Outside, _world.Random.Next(800), Restart);
        for (var i = _world.Random.Next(4); i > 0; i--) _world.After(_world.Outside, _world.Random.Next(800), Stall);
        for (var i = _world.Random.Next(3); i > 0; i--) _world.After(_world.Outside, _world.Random.Next(800), TakeSnapshots);
    }

    /// <summary>The core takes one every few hundred events, more than a schedule has.</summary>
    private void TakeSnapshots()
    {
        foreach (var key in _store.Keys.ToArray())
        {
            if (key.Kind == 'p') Save(key, new PeriodModel(Silence.Instance), PeriodState.Initial(key));
            else if (key.Kind == 'e') Save(key, new EntryModel(), EntryState.Initial(key));
            else Save(key, new BusinessModel(), BusinessState.Initial(key));
        }
    }

    private void Save<TState, TEvent>(EntityKey key, EntityModel<TState, TEvent> model, TState initial)
        where TState : class
        where TEvent : class
    {
        var events = _store.Read(key, 0);
        var state = events.Aggregate(initial, model.Fold);
        _store.Save(key, new Snapshot(model.SnapshotTag, new EntityHead(events[^1].Version, events[^1].Hash), model.EncodeState(state)));
    }

    private void Restart()
    {
        var which = _world.Random.Next(Silos.Count);
        Silos[which].Lane.Kill();
        _wire.Silos[which] = new SimulatedSilo(_world, _store, _wire, ownsJournal: Silos.Count == 1);
    }

    private void Stall() => Any().Lane.PausedUntil = _world.Now + _world.Random.Next(50, 400);
}

/// <summary>Who only folds tells nobody.</summary>
internal sealed class Silence : INotices
{
    public static readonly Silence Instance = new();

    public void Publish(ScoreNotice notice)
    {
    }
}
