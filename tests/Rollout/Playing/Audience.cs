using Periods.Faults.Load;
using Periods.Faults.Running;
using Periods.Gateway.Tests.Running;

namespace Periods.Rollout.Playing;

/// <summary>Dashboards in front of the gauges of some months, which come back whenever their stream ends.</summary>
internal sealed class Audience
{
    private const int PerMonth = 4;

    private readonly List<(Month Month, Watcher Watcher)> _seats;
    private readonly Door _door;
    private readonly Task _watching;
    private volatile bool _isOver;
    private int _opened;

    public Audience(IEnumerable<Month> months, Door door)
    {
        _door = door;
        _seats = [.. months.SelectMany(month => Enumerable.Range(0, PerMonth).Select(_ => (month, new Watcher(month.Company, month.Company.Viewer, month.Period!.Value))))];
        _watching = Task.WhenAll(_seats.Select(seat => Watch(seat.Watcher)));
    }

    public int Watchers => _seats.Count;

    /// <summary>Times a stream was opened again after it had ended.</summary>
    public int Resumed => _opened - _seats.Count;

    /// <summary>Waits until everybody has seen the newest version there is, and holds what they saw against gaps and doubles.</summary>
    public async Task MissedNothing(Door silo)
    {
        foreach (var (month, watcher) in _seats)
        {
            var newest = (long)(await silo.As(month.Company, month.Company.Viewer).CloseScore(month.Period!.Value)).Ok().Number("version");
            await Until.Holds(() => Task.FromResult(_watching.IsFaulted || watcher.Last >= newest));
            if (_watching.IsFaulted) await _watching;
            watcher.MissedNothing();
        }
    }

    public void Leave() => _isOver = true;

    /// <summary>Ends once the streams do.</summary>
    public Task HaveLeft() => _watching;

    private async Task Watch(Watcher watcher)
    {
        while (!_isOver)
        {
            Interlocked.Increment(ref _opened);
            await watcher.Follow(_door);
        }
    }
}
