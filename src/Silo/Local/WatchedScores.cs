using System.Collections.Concurrent;
using Periods.Grains.Closing;
using Periods.Grains.Journal;
using Periods.Grains.Scoring;

namespace Periods.Silo.Local;

/// <summary>The CloseScore grains that somebody watches: made for the first watcher, let go after the last.</summary>
public sealed class WatchedScores(IJournal journal, PeriodModel periods)
{
    private readonly ConcurrentDictionary<EntityKey, Leased> _leased = new();
    private readonly ReplayLine _line = new();
    private readonly Lock _gate = new();

    internal CloseScoreGrain? Find(EntityKey period) => _leased.TryGetValue(period, out var leased) ? leased.Grain : null;

    internal IEnumerable<EntityKey> All => _leased.Keys;

    internal CloseScoreGrain Lease(EntityKey period)
    {
        lock (_gate)
        {
            var leased = _leased.GetOrAdd(period, key => new Leased(new CloseScoreGrain(journal, periods, _line, key)));
            leased.Watchers++;
            return leased.Grain;
        }
    }

    internal void Return(EntityKey period)
    {
        lock (_gate)
        {
            if (_leased.TryGetValue(period, out var leased) && --leased.Watchers == 0) _leased.TryRemove(period, out _);
        }
    }

    private sealed class Leased(CloseScoreGrain grain)
    {
        public CloseScoreGrain Grain { get; } = grain;

        public int Watchers { get; set; }
    }
}
