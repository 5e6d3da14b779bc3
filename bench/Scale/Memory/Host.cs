using Periods.Businesses;
using Periods.Closing;
using Periods.Grains.Businesses;
using Periods.Grains.Closing;
using Periods.Grains.Entities;
using Periods.Grains.Scoring;
using Periods.Scoring;
using Periods.Silo;
using Periods.Silo.Sqlite;

namespace Periods.Scale.Memory;

/// <summary>The grains of the local host, with room for as many entities as the run has: the service would let go of those above its bound.</summary>
internal sealed class Host : IAsyncDisposable
{
    private readonly SqliteJournal _journal;
    private readonly EntityMap _entities;
    private readonly EntityCore _core;
    private readonly BusinessModel _businesses = new();
    private readonly PeriodModel _periods = new(new Nobody());

    public Host(string folder)
    {
        _journal = SqliteJournal.Open(Path.Combine(folder, "periods.db"), TimeProvider.System);
        _entities = new EntityMap(_journal, residentMax: int.MaxValue, weightMax: long.MaxValue);
        _core = new EntityCore(_journal, _entities, new SystemClock(TimeProvider.System));
    }

    public int Resident => _entities.Count;

    public long Commits => _journal.Commits;

    public IBusinessGrain Business(Guid business) => new BusinessGrain(_core, _businesses, _periods, EntityKey.ForBusiness(business));

    public IPeriodGrain Period(Guid business, Guid period) => new PeriodGrain(_core, _periods, EntityKey.ForPeriod(business, period));

    public ValueTask DisposeAsync() => _journal.DisposeAsync();

    /// <summary>Nobody watches.</summary>
    private sealed class Nobody : INotices
    {
        public void Publish(ScoreNotice notice)
        {
        }
    }
}
