using Periods.Businesses;
using Periods.Closing;
using Periods.Grains.Businesses;
using Periods.Grains.Closing;
using Periods.Grains.Entities;
using Periods.Grains.Posting;
using Periods.Grains.Scoring;
using Periods.Posting;
using Periods.Scoring;

namespace Periods.Simulation.Tests.Simulation;

/// <summary>A process with the real core and the real grains. Restarting makes another one in its place.</summary>
internal sealed class SimulatedSilo : INotices, IClock
{
    private static readonly DateTimeOffset Epoch = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    private readonly World _world;
    private readonly Wire _wire;
    private readonly EntityCore _core;
    private readonly BusinessModel _businesses = new();
    private readonly EntryModel _entries = new();
    private readonly PeriodModel _periods;
    private readonly SiloJournal _journal;
    private readonly ReplayLine _line = new(atOnce: 1);
    private readonly Dictionary<EntityKey, CloseScoreGrain> _scores = [];
    private readonly TimeSpan _clockError;

    public SimulatedSilo(World world, Store store, Wire wire, bool ownsJournal)
    {
        _world = world;
        _wire = wire;
        Lane = new Lane(world);
        _journal = new SiloJournal(world, store, Lane, ownsJournal);
        _core = new EntityCore(_journal, new EntityMap(_journal), this);
        _periods = new PeriodModel(this);
        _clockError = TimeSpan.FromMinutes(world.Random.Next(3) switch { 0 => 0, 1 => -10, _ => 60 });
    }

    public Lane Lane { get; }

    public DateTimeOffset Now => Epoch + _clockError + TimeSpan.FromMilliseconds(_world.Now);

    public TimeSpan Uptime => TimeSpan.FromMilliseconds(_world.Now);

    public IEnumerable<CloseScoreGrain> Watched => _scores.Values;

    public IBusinessGrain Business(Guid business) => new BusinessGrain(_core, _businesses, _periods, EntityKey.ForBusiness(business));

    public IPostingGrain Posting(Guid business) => new PostingGrain(_core, _journal, _businesses, _periods, _entries, EntityKey.ForBusiness(business));

    public IPeriodGrain Period(Guid business, Guid period) => new PeriodGrain(_core, _periods, EntityKey.ForPeriod(business, period));

    public ICloseScoreGrain Score(EntityKey period)
    {
        if (!_scores.TryGetValue(period, out var grain)) grain = _scores[period] = new CloseScoreGrain(_journal, _periods, _line, period);
        return grain;
    }

    public void Publish(ScoreNotice notice) => _wire.Send(notice);

    /// <summary>A failed delivery is one more lost notice.</summary>
    public async void Deliver(ScoreNotice notice)
    {
        if (!_scores.TryGetValue(EntityKey.ForPeriod(notice.Score.BusinessId, notice.Score.PeriodId), out var grain)) return;
        try
        {
            await grain.Notify(notice);
        }
        catch (Grains.Journal.JournalUnavailableException)
        {
        }
    }
}

/// <summary>Carries notices to every silo: loses 30 %, doubles 30 %, keeps no order.</summary>
internal sealed class Wire(World world)
{
    public List<SimulatedSilo> Silos { get; } = [];

    public void Send(ScoreNotice notice)
    {
        foreach (var silo in Silos)
        {
            if (!world.Chance(30)) Carry(silo, notice);
            if (world.Chance(30)) Carry(silo, notice);
        }
    }

    private void Carry(SimulatedSilo silo, ScoreNotice notice) => world.After(silo.Lane, world.Random.Next(60), () => silo.Deliver(notice));
}
