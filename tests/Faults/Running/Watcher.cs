using Periods.Gateway.Tests.Running;
using Periods.Gateway.Tests.Streams;

namespace Periods.Faults.Running;

/// <summary>A dashboard: follows one score, and comes back with the last id it has seen when its stream ends.</summary>
internal sealed class Watcher(Company company, Person person, Guid period)
{
    private readonly List<long> _seen = [];
    private long _last;

    /// <summary>The newest version it has seen; 0 before the first.</summary>
    public long Last => Volatile.Read(ref _last);

    /// <summary>Reads until a version was seen, or the stream ends.</summary>
    public async Task Follow(Door door, long until = long.MaxValue)
    {
        using var stream = await Resume(door);
        await Follow(stream, until);
    }

    /// <summary>Opens the stream; what it returns ends with it.</summary>
    public async Task<Task> Open(Door door)
    {
        var stream = await Resume(door);
        return Follow(stream, long.MaxValue);
    }

    /// <summary>Every version from the first one seen to the last: no gap, no double.</summary>
    public void MissedNothing() => Assert.Equal(Enumerable.Range(0, _seen.Count).Select(i => _seen[0] + i), _seen);

    private Task<ScoreStream> Resume(Door door) => ScoreStream.Open(door.As(company, person), period, _seen.Count > 0 ? _seen[^1] : null);

    private async Task Follow(ScoreStream stream, long until)
    {
        while ((_seen.Count == 0 || _seen[^1] < until) && await stream.Next() is { } change)
        {
            _seen.Add(change.Id);
            Volatile.Write(ref _last, change.Id);
        }
    }
}
