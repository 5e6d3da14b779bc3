using Microsoft.Extensions.Logging;

namespace Periods.Silo.Postgres;

/// <summary>
/// Connections for reading that are open. Who finds none idle has one more opened, one at a time, and takes the first that is there: that one, or one that is given back. So
/// those that work serve everybody while no new one can be made.
/// </summary>
internal sealed class OpenReaders(PostgresServer server, TimeSpan patience, ILogger log) : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly Stack<JournalQueries> _idle = new();
    private TaskCompletionSource? _changed;
    private Task<Exception?>? _opening;
    private int _inUse;
    private bool _closed;
    private int _isKeptOut;

    /// <summary>Throws what kept a new one from being opened when there is no other to wait for.</summary>
    public async Task<JournalQueries> Take(CancellationToken stop)
    {
        while (true)
        {
            JournalQueries? idle;
            Task<Exception?> opening;
            Task changed;
            lock (_gate)
            {
                if (_idle.TryPop(out idle)) _inUse++;
                opening = idle is null ? _opening ??= Task.Run(Open, CancellationToken.None) : NotNeeded;
                changed = idle is null ? (_changed ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task : NotNeeded;
            }
            if (idle is not null)
            {
                if (idle.FailuresBefore == server.Failures) return idle;
                Lost();
                await idle.DisposeAsync();
                continue;
            }
            await Task.WhenAny(opening, changed).WaitAsync(stop);
            if (opening is not { IsCompleted: true, Result: { } cause }) continue;
            if (IsNoneOpen) throw cause;
            await changed.WaitAsync(stop);
        }
    }

    public void GiveBack(JournalQueries opened)
    {
        lock (_gate)
        {
            _idle.Push(opened);
            _inUse--;
            Change();
        }
    }

    /// <summary>One that was taken is not used again.</summary>
    public void Lost()
    {
        lock (_gate)
        {
            _inUse--;
            Change();
        }
    }

    /// <summary>Once all are given back.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (_gate) _closed = true;
        foreach (var opened in _idle) await opened.DisposeAsync();
    }

    private static Task<Exception?> NotNeeded { get; } = Task.FromResult<Exception?>(null);

    private bool IsNoneOpen
    {
        get
        {
            lock (_gate) return _inUse + _idle.Count == 0;
        }
    }

    /// <summary>What kept it from being opened; null when nothing did.</summary>
    private async Task<Exception?> Open()
    {
        using var ended = new CancellationTokenSource(patience);
        JournalQueries opened;
        try
        {
            opened = await JournalQueries.Open(server, ended.Token).OrLeave(ended.Token);
        }
        catch (Exception e)
        {
            // Where none is open, commands are 503 while commits would go on: the reason stands nowhere else.
            if (IsNoneOpen && Interlocked.Exchange(ref _isKeptOut, 1) == 0) log.LogError(e, "The journal cannot be read: no connection can be opened.");
            lock (_gate) _opening = null;
            return e;
        }
        if (Interlocked.Exchange(ref _isKeptOut, 0) == 1) log.LogInformation("The journal can be read again.");
        lock (_gate)
        {
            _opening = null;
            if (!_closed)
            {
                _idle.Push(opened);
                Change();
                return null;
            }
        }
        await opened.DisposeAsync();
        return null;
    }

    private void Change()
    {
        _changed?.TrySetResult();
        _changed = null;
    }
}
