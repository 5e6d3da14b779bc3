using Periods.Scoring;

namespace Periods.Gateway.Scoring;

/// <summary>
/// The changes of one period's score, for all streams of this process: watched once, each change rendered once and handed to everybody. The latest ones are
/// kept for who comes back.
/// </summary>
internal sealed class ScoreFeed : IDisposable
{
    private readonly ICloseScoreGrain _grain;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _ending = new();
    private readonly CancellationToken _stop;
    private readonly Lock _gate = new();
    private readonly HashSet<OpenStream> _streams = [];
    private readonly Queue<(long Version, byte[] Frame)> _recent = new();
    private OpenStream[]? _all;

    /// <summary>The version before the oldest one that is kept.</summary>
    private long _before;
    private long _latest;
    private Exception? _fault;

    /// <param name="known">A version the score has; the feed begins after it.</param>
    public ScoreFeed(ICloseScoreGrain grain, long known, TimeProvider time)
    {
        (_grain, _time) = (grain, time);
        _before = _latest = known;
        _stop = _ending.Token;
    }

    public int Leases { get; set; }

    /// <summary>
    /// Joins a stream that has seen a version: it gets what comes after the missed frames handed back, which it has to write first. False when the feed does
    /// not go back as far.
    /// </summary>
    public bool TryJoin(OpenStream stream, long seen, out IReadOnlyList<byte[]> missed)
    {
        lock (_gate)
        {
            missed = [];
            if (_fault is not null) stream.End(_fault);
            if (seen < _before) return false;
            missed = [.. _recent.Where(change => change.Version > seen).Select(change => change.Frame)];
            _streams.Add(stream);
            _all = null;
            return true;
        }
    }

    public void Leave(OpenStream stream)
    {
        lock (_gate)
            if (_streams.Remove(stream)) _all = null;
    }

    /// <summary>Follows the score until disposed of.</summary>
    public async Task Run()
    {
        try
        {
            // A watch ends when its watcher was too slow; it goes on where it was.
            while (!_stop.IsCancellationRequested)
                await foreach (var score in _grain.Watch(_latest, _stop)) Tell(score);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The last stream left.
        }
        catch (Exception e)
        {
            // What the streams cannot be told now they come back for.
            OpenStream[] streams;
            lock (_gate) (_fault, streams) = (e, [.. _streams]);
            foreach (var stream in streams) stream.End(e);
        }
    }

    public void Dispose()
    {
        _ending.Cancel();
        _ending.Dispose();
    }

    private void Tell(ScoreView score)
    {
        var frame = ScoreFrames.Of(score);
        OpenStream[] streams;
        lock (_gate)
        {
            if (_recent.Count == Limits.ScoreChangesKept) _before = _recent.Dequeue().Version;
            _recent.Enqueue((score.Version, frame));
            _latest = score.Version;
            streams = _all ??= [.. _streams];
        }
        foreach (var stream in streams) stream.Send(frame);
        StreamMetrics.Told(_time.GetUtcNow() - score.ComputedAt);
    }
}
