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

    /// <summary>The head is out, or on its way: until then the answer may still be another one.</summary>
    private bool _hasBegun;

    /// <summary>Until then it is who opens the stream that writes what comes next, and signs of life in between.</summary>
    private bool _isLive;

    /// <summary>One at a time, whoever it is. Only what is being written can wait for a client.</summary>
    private bool _writing;

    /// <summary>Ends when nothing is being written; null when nobody waits for that.</summary>
    private TaskCompletionSource? _idle;

    /// <summary>Takes nothing more. When nothing is being written either, the connection is no longer the stream's.</summary>
    private bool _over;
    private Exception? _fault;

    public bool HasBegun => Volatile.Read(ref _hasBegun);

    /// <summary>Sends the head, when nothing has gone out with it: whoever has to wait knows that he is waited upon.</summary>
    public ValueTask Begin() => HasBegun ? ValueTask.CompletedTask : Write(ReadOnlyMemory<byte>.Empty);

    /// <summary>Whatever was sent in the meantime comes next, and from now on each frame as it is sent. Ends with the stream.</summary>
    public Task GoLive()
    {
        lock (_gate)
        {
            _hasBegun = _isLive = true;
            // Whoever writes a sign of life goes on with what waits.
            if (_writing) return _ended.Task;
            Take();
        }
        if (TryTakeNext(out var frame)) _ = WriteOn(frame);
        return _ended.Task;
    }

    /// <summary>What comes before <see cref="GoLive"/>.</summary>
    public async ValueTask Write(ReadOnlyMemory<byte> frame)
    {
        while (WaitForTurn() is { } idle) await idle;
        try
        {
            await Put(frame);
        }
        finally
        {
            lock (_gate) Rest();
        }
    }

    public void Send(byte[] frame)
    {
        lock (_gate)
        {
            if (_over) return;
            if (_writing || !_isLive)
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
            Take();
        }
        _ = WriteOn(frame);
    }

    /// <summary>
    /// Called now and then: a silent stream gets a sign of life, and one whose client does not read is cut. One that has nothing to write is silent, however long it reads
    /// the journal: its client need not be asleep.
    /// </summary>
    public void Tend()
    {
        if (Silence() < Heartbeat) return;
        lock (_gate)
        {
            var since = Silence();
            if (_writing && since > WriteTimeout) Cut();
            if (_writing || _over || !_hasBegun || since < Heartbeat) return;
            Take();
        }
        _ = WriteOn(ScoreFrames.StillHere);
    }

    /// <param name="fault">What the stream cannot go on without; null when the client left or the service stops.</param>
    public void End(Exception? fault = null)
    {
        lock (_gate)
        {
            _over = true;
            _waiting = null;
            _fault ??= fault;
            if (_isLive && !_writing) Ended();
        }
    }

    /// <summary>The connection is given back, as soon as nothing is being written: whatever happens to the stream then, it is left alone.</summary>
    public Task Close()
    {
        lock (_gate)
        {
            _over = true;
            Ended();
            return _writing ? Idle() : Task.CompletedTask;
        }
    }

    private TimeSpan Silence() => time.GetElapsedTime(Volatile.Read(ref _lastWrite));

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
                await Put(frame);
                if (!TryTakeNext(out frame)) return;
            }
        }
        catch (Exception e)
        {
            // Whoever opened the stream hears of it; who sent the frame goes on to the next stream.
            lock (_gate)
            {
                _over = true;
                _fault ??= e;
                Rest();
                if (_isLive) Ended();
            }
        }
    }

    private async ValueTask Put(ReadOnlyMemory<byte> frame)
    {
        Volatile.Write(ref _lastWrite, time.GetTimestamp());
        var body = http.Response.BodyWriter;
        var written = frame.IsEmpty ? await body.FlushAsync(stop) : await body.WriteAsync(frame, stop);
        if (written.IsCompleted) throw new OperationCanceledException("The client is gone.");
    }

    private bool TryTakeNext(out byte[] frame)
    {
        lock (_gate)
        {
            if (_isLive && _waiting is not null && _waiting.TryDequeue(out frame!)) return true;
            frame = [];
            Rest();
            if (!_isLive) return false;
            _waiting = null;
            if (_over) Ended();
            return false;
        }
    }

    /// <summary>Null when it is the caller's turn.</summary>
    private Task? WaitForTurn()
    {
        lock (_gate)
        {
            if (_writing) return Idle();
            _hasBegun = true;
            Take();
            return null;
        }
    }

    private Task Idle() => (_idle ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    private void Take()
    {
        _writing = true;
        // Here, too: who looks after the stream must not take a silence that just ended for a write that waits.
        Volatile.Write(ref _lastWrite, time.GetTimestamp());
    }

    private void Rest()
    {
        _writing = false;
        _idle?.TrySetResult();
        _idle = null;
    }

    private void Ended()
    {
        if (_fault is null) _ended.TrySetResult();
        else _ended.TrySetException(_fault);
    }
}
