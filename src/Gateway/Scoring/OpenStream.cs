namespace Periods.Gateway.Scoring;

/// <summary>
/// One client's stream. Whoever has a frame writes it, nearly always at once; while a write waits for the client, the next frames wait in a queue. Nobody
/// waits for a client: one whose queue is full is let go, and comes back with Last-Event-ID.
/// </summary>
internal sealed class OpenStream(HttpContext http, TimeProvider time, CancellationToken stop)
{
    /// <summary>Proxies cut connections that are silent for 60 seconds, some for 30.</summary>
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);

    /// <summary>A write that waits longer has a reader that is gone or asleep.</summary>
    private static readonly TimeSpan WriteTimeout = TimeSpan.FromSeconds(20);

    private readonly Lock _gate = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Queue<byte[]>? _waiting;
    private long _lastWrite = time.GetTimestamp();

    /// <summary>From the start: who opens the stream writes what comes first.</summary>
    private bool _writing = true;

    /// <summary>Takes nothing more. When nothing is being written either, the connection is no longer the stream's.</summary>
    private bool _over;
    private Exception? _fault;

    /// <summary>Whatever was sent in the meantime comes next, and from now on each frame as it is sent. Ends with the stream.</summary>
    public Task GoLive()
    {
        if (TryTakeNext(out var frame)) _ = WriteOn(frame);
        return _ended.Task;
    }

    /// <summary>What comes before <see cref="GoLive"/>.</summary>
    public async ValueTask Write(ReadOnlyMemory<byte> frame)
    {
        Volatile.Write(ref _lastWrite, time.GetTimestamp());
        var written = await http.Response.BodyWriter.WriteAsync(frame, stop);
        if (written.IsCompleted) throw new OperationCanceledException("The client is gone.");
    }

    public void Send(byte[] frame)
    {
        lock (_gate)
        {
            if (_over) return;
            if (_writing)
            {
                _waiting ??= new();
                if (_waiting.Count < Limits.WatcherQueueLength)
                {
                    _waiting.Enqueue(frame);
                    return;
                }
                _over = true;
                StreamMetrics.DroppedSlow();
                return;
            }
            _writing = true;
        }
        _ = WriteOn(frame);
    }

    /// <summary>Called now and then: a silent stream gets a sign of life, and one whose client does not read is cut.</summary>
    public void Tend()
    {
        var since = time.GetElapsedTime(Volatile.Read(ref _lastWrite));
        if (since < Heartbeat) return;
        lock (_gate)
        {
            if (_writing && !_ended.Task.IsCompleted && since > WriteTimeout) Cut();
            if (_writing) return;
        }
        Send(ScoreFrames.StillHere);
    }

    /// <param name="fault">What the stream cannot go on without; null when the client left or the service stops.</param>
    public void End(Exception? fault = null)
    {
        lock (_gate)
        {
            _over = true;
            _waiting = null;
            _fault ??= fault;
            if (!_writing) Ended();
        }
    }

    /// <summary>The connection is given back: whatever happens to the stream now, it is left alone.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _over = true;
            Ended();
        }
    }

    private void Cut()
    {
        // Once, and not one that was let go already.
        if (!_over) StreamMetrics.DroppedStalled();
        _over = true;
        http.Abort();
    }

    private async Task WriteOn(byte[] first)
    {
        try
        {
            for (var frame = first; ;)
            {
                await Write(frame);
                if (!TryTakeNext(out frame)) return;
            }
        }
        catch (Exception e)
        {
            // Whoever opened the stream hears of it; who sent the frame goes on to the next stream.
            lock (_gate)
            {
                _over = true;
                _writing = false;
                _fault ??= e;
                Ended();
            }
        }
    }

    private bool TryTakeNext(out byte[] frame)
    {
        lock (_gate)
        {
            if (_waiting is not null && _waiting.TryDequeue(out frame!)) return true;
            frame = [];
            _waiting = null;
            _writing = false;
            if (_over) Ended();
            return false;
        }
    }

    private void Ended()
    {
        if (_fault is null) _ended.TrySetResult();
        else _ended.TrySetException(_fault);
    }
}
