using Periods.Gateway.Tests.Running;
using Periods.Gateway.Tests.Streams;

namespace Periods.Faults.Running;

/// <summary>A dashboard: follows one score, and comes back with the last id it has seen when its stream ends.</summary>
internal sealed class Watcher(Company company, Person person, Guid period)
{
    private readonly List<long> _seen = [];

    public int Seen => _seen.Count;

    /// <summary>Reads until a version was seen, or the stream ends.</summary>
    public async Task Follow(Door door, long until = long.MaxValue)
    {
        using var stream = await ScoreStream.Open(door.As(company, person), period, _seen.Count > 0 ? _seen[^1] : null);
        await Follow(stream, until);
    }

    /// <summary>Reads until the version that somebody names later was seen.</summary>
    public async Task FollowUntil(Door door, Task<long> last)
    {
        using var stream = await ScoreStream.Open(door.As(company, person), period);
        Task<ScoreChange?>? next = null;
        while (!last.IsCompleted || _seen.Count == 0 || _seen[^1] < await last)
        {
            next ??= stream.Next();
            if (await Task.WhenAny(next, last.IsCompleted ? next : last) != next) continue;
            _seen.Add((await next)!.Id);
            next = null;
        }
    }

    /// <summary>Opens the stream; what it returns ends with it.</summary>
    public async Task<Task> Open(Door door)
    {
        var stream = await ScoreStream.Open(door.As(company, person), period, _seen.Count > 0 ? _seen[^1] : null);
        return Follow(stream, long.MaxValue);
    }

    /// <summary>Every version from the first one seen to the last: no gap, no double.</summary>
    public void MissedNothing() => Assert.Equal(Enumerable.Range(0, _seen.Count).Select(i => _seen[0] + i), _seen);

    private async Task Follow(ScoreStream stream, long until)
    {
        while ((_seen.Count == 0 || _seen[^1] < until) && await stream.Next() is { } change) _seen.Add(change.Id);
    }
}
