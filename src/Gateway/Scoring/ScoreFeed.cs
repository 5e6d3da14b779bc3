using Periods.Scoring;

namespace Periods.Gateway.Scoring;

/// <summary>
/// The changes of one period's score, for all streams of this process: watched once, each change rendered once and handed to everybody. The latest ones are
/// kept for who comes back.
/// </summary>
internal sealed partial class ScoreFeed : IDisposable
{
    /// <summary>Streams that one thread tells of a change, at some 15 µs each, before another one helps it.</summary>
    private const int StreamsPerTeller = 500;

    private readonly ICloseScoreGrain _grain;
    private readonly EntityKey _key;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly CancellationTokenSource _ending = new();
    private readonly CancellationToken _stop;
    private readonly Lock _gate = new();
    private readonly Dictionary<OpenStream, long> _streams = [];
    private readonly Queue<(long Version, byte[] Frame)> _recent = new();
    private KeyValuePair<OpenStream, long>[]? _all;

    /// <summary>The version before the oldest one that is kept.</summary>
    private long _before;
    private long _latest;
    private bool _over;
    private bool _isTold;
    private Exception? _fault;

    /// <param name="known">As just read; the feed begins after it.</param>
    public ScoreFeed(ICloseScoreGrain grain, ScoreView known, TimeProvider time, ILogger log)
    {
        (_grain, _key, _time, _log) = (grain, KeyOf(known), time, log);
        _before = _latest = known.Version;
        _stop = _ending.Token;
    }

    public int Leases { get; set; }

    /// <summary>It cannot go on: who comes now needs another one.</summary>
    public bool IsOver => Volatile.Read(ref _over);

    public static EntityKey KeyOf(ScoreView score) => EntityKey.ForScore(score.BusinessId, score.PeriodId);

    /// <summary>
    /// Brings a stream from what its client has seen to where it gets each change as it comes: the current gauge, or all versions after the one that was seen. A
    /// version that never was counts as none. False when the journal cannot be read: when it could not from the beginning, the stream has not begun.
    /// </summary>
    /// <param name="score">As just read.</param>
    public async Task<bool> Join(OpenStream stream, ScoreView score, long? after, CancellationToken stop)
    {
        var seen = after <= score.Version ? after.Value : score.Version;
        if (after is null || after > score.Version) await stream.Write(ScoreFrames.Of(score));
        IReadOnlyList<byte[]> missed;
        while (!TryJoin(stream, seen, out missed))
        {
            // From further back than the feed has: from the grain, up to where the feed begins. This watch, too, ends when the journal cannot be read.
            var from = seen;
            if (!stream.HasBegun && !await IsReadable(stop))
            {
                TellUnreadable();
                return false;
            }
            // What comes next may take long: its client hears that it comes.
            await stream.Begin();
            await foreach (var older in _grain.Watch(seen, stop))
            {
                await stream.Write(ScoreFrames.Of(older));
                seen = older.Version;
                if (GoesBackTo(seen)) break;
            }
            if (seen != from) continue;
            TellUnreadable();
            return false;
        }
        foreach (var frame in missed) await stream.Write(frame);
        return true;
    }

    /// <summary>
    /// Joins a stream that has seen a version, which may be newer than what the feed has: it gets what comes after the missed frames handed back, which it has to
    /// write first. False when the feed does not go back as far.
    /// </summary>
    public bool TryJoin(OpenStream stream, long seen, out IReadOnlyList<byte[]> missed)
    {
        lock (_gate)
        {
            missed = [];
            if (_over) stream.End(_fault);
            if (seen < _before) return false;
            missed = [.. _recent.Where(change => change.Version > seen).Select(change => change.Frame)];
            _streams.Add(stream, seen);
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
            // A watch that ends after it has told something goes on where it was.
            long from;
            do
            {
                from = _latest;
                await foreach (var score in _grain.Watch(from, _stop)) await Tell(score);
            }
            while (_latest != from && !_stop.IsCancellationRequested);
            if (_stop.IsCancellationRequested) return;
            TellUnreadable();
            End(null);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The last stream left.
        }
        catch (Exception e)
        {
            End(e);
        }
    }

    public void Dispose()
    {
        _ending.Cancel();
        _ending.Dispose();
    }

    /// <summary>The gauge as it is now is soon read, however long the history.</summary>
    private async Task<bool> IsReadable(CancellationToken stop)
    {
        await foreach (var _ in _grain.Watch(null, stop)) return true;
        return false;
    }

    /// <summary>Once, whoever finds it first: the feed, or a stream that looks further back.</summary>
    private void TellUnreadable()
    {
        if (!Interlocked.Exchange(ref _isTold, true)) LogUnreadable(_key.Business, _key.Period);
    }

    /// <summary>What the streams cannot be told now they come back for.</summary>
    private void End(Exception? fault)
    {
        OpenStream[] streams;
        lock (_gate) (_over, _fault, streams) = (true, fault, [.. _streams.Keys]);
        foreach (var stream in streams) stream.End(fault);
    }

    private bool GoesBackTo(long seen)
    {
        lock (_gate) return seen >= _before;
    }

    private async ValueTask Tell(ScoreView score)
    {
        var frame = ScoreFrames.Of(score);
        KeyValuePair<OpenStream, long>[] streams;
        lock (_gate)
        {
            if (score.Version <= _latest) BeginAgain(score.Version);
            if (_recent.Count == Limits.ScoreChangesKept) _before = _recent.Dequeue().Version;
            _recent.Enqueue((score.Version, frame));
            _latest = score.Version;
            streams = _all ??= [.. _streams];
        }
        var tellers = Math.Min(streams.Length / StreamsPerTeller + 1, Environment.ProcessorCount);
        if (tellers == 1) Send(streams, score.Version, frame);
        else
        {
            // All are through before the next change, or it might overtake this one.
            var share = (streams.Length + tellers - 1) / tellers;
            await Task.WhenAll(Enumerable.Range(0, tellers).Select(
                teller => Task.Run(() => Send(streams.AsSpan(teller * share, Math.Min(share, streams.Length - teller * share)), score.Version, frame))));
        }
        StreamMetrics.Told(_time.GetUtcNow() - score.ComputedAt);
    }

    /// <summary>The journal has lost what was told: to everybody the version comes as if nothing had come before it.</summary>
    private void BeginAgain(long version)
    {
        _recent.Clear();
        _before = version - 1;
        foreach (var stream in _streams.Keys.ToArray()) _streams[stream] = 0;
        _all = null;
    }

    private static void Send(ReadOnlySpan<KeyValuePair<OpenStream, long>> streams, long version, byte[] frame)
    {
        foreach (var (stream, seen) in streams)
            if (version > seen) stream.Send(frame);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A score cannot be watched, the journal cannot be read; its clients come back: business={Business} period={Period}")]
    private partial void LogUnreadable(Guid business, Guid period);
}
