using System.Collections.Concurrent;
using Periods.Faults.Load;
using Periods.Faults.Running;
using Periods.Gateway.Tests.Running;

namespace Periods.Rollout.Playing;

/// <summary>Dashboards in front of the gauges of some months, which come back whenever their stream ends.</summary>
internal sealed class Audience
{
    private const int PerMonth = 4;
    private static readonly TimeSpan RetryAfter = TimeSpan.FromMilliseconds(100);

    private readonly ConcurrentQueue<string> _failures = new();
    private readonly List<(Month Month, Watcher Watcher)> _seats;
    private readonly Door _door;
    private readonly Task _watching;
    private volatile bool _isOver;
    private int _ended;

    public Audience(IEnumerable<Month> months, Door door)
    {
        _door = door;
        _seats = [.. months.SelectMany(month => Enumerable.Range(0, PerMonth).Select(_ => (month, new Watcher(month.Company, month.Company.Viewer, month.Period!.Value))))];
        _watching = Task.WhenAll(_seats.Select(seat => Watch(seat.Watcher)));
    }

    public int Watchers => _seats.Count;

    /// <summary>Times a stream ended, and was opened again where it had ended.</summary>
    public int Resumed => _ended;

    /// <summary>Streams that were refused, or broke in the middle.</summary>
    public IReadOnlyCollection<string> Failures => _failures;

    /// <summary>Waits until everybody has seen the newest version there is, and holds what they saw against gaps and doubles.</summary>
    public async Task MissedNothing(Door silo)
    {
        foreach (var (month, watcher) in _seats)
        {
            var newest = (long)(await silo.As(month.Company, month.Company.Viewer).CloseScore(month.Period!.Value)).Ok().Number("version");
            await Until.Holds(
                () => Task.FromResult(watcher.Last >= newest),
                instead: () => $"A dashboard has seen version {watcher.Last} of {newest}. {string.Join('\n', _failures)}");
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
            try
            {
                await watcher.Follow(_door);
                if (!_isOver) Interlocked.Increment(ref _ended);
            }
            catch (Exception e) when (!_isOver)
            {
                _failures.Enqueue($"stream: {e.GetType().Name}: {e.Message}");
                await Lasting.For(RetryAfter);
            }
        }
    }
}
