using System.Collections.Concurrent;
using Periods.Grains.Journal;

namespace Periods.Silo.Postgres;

/// <summary>A few connections for reading, opened when they are needed. Who finds all of them taken waits, but no longer than the patience.</summary>
/// <param name="failed">Called after a read failed.</param>
internal sealed class JournalReaders(PostgresServer server, int connections, TimeSpan patience, Action failed) : IAsyncDisposable
{
    private readonly SemaphoreSlim _free = new(connections);
    private readonly ConcurrentStack<JournalQueries> _idle = new();
    private volatile bool _closed;

    /// <summary>
    /// Throws <see cref="JournalUnavailableException"/> when nothing came of it in time. Who waits goes on on a thread of the pool: a long history takes long to fold, and the
    /// thread its last bytes came in on has other connections to serve.
    /// </summary>
    public async Task<T> Use<T>(Func<JournalQueries, Task<T>> read)
    {
        using var ended = new CancellationTokenSource(patience);
        try
        {
            await _free.WaitAsync(ended.Token);
        }
        catch (OperationCanceledException e)
        {
            throw Unavailable("too many wait to read it", e);
        }
        try
        {
            return await Read(read, ended.Token);
        }
        finally
        {
            _free.Release();
            await Task.Yield();
        }
    }

    public async ValueTask DisposeAsync()
    {
        _closed = true;
        // Each is given back in time: no read takes longer than it may.
        for (var i = 0; i < connections; i++) await _free.WaitAsync();
        while (_idle.TryPop(out var opened)) await opened.DisposeAsync();
        // Who still waits finds it closed.
        _free.Release(connections);
    }

    private async Task<T> Read<T>(Func<JournalQueries, Task<T>> read, CancellationToken stop)
    {
        if (_closed) throw Unavailable("it is closed", null);
        while (true)
        {
            JournalQueries? idle = null;
            try
            {
                idle = await TakeIdle();
                T result = default!;
                _idle.Push(await ReadOver(idle, async queries => result = await read(queries), stop).OrLeave(stop));
                return result;
            }
            catch (Exception e)
            {
                // Also a row that is no event any more. The connection is not used again, and none that is as old. One that was idle
                // may have died meanwhile, and reading twice does no harm: a fresh one tells what is the matter.
                server.NoteFailure(e);
                if (idle is not null && !stop.IsCancellationRequested) continue;
                failed();
                throw Unavailable(e.Message, e);
            }
        }
    }

    /// <returns>The connection it was read over, for the next.</returns>
    private async Task<JournalQueries> ReadOver(JournalQueries? idle, Func<JournalQueries, Task> read, CancellationToken stop)
    {
        var opened = idle ?? await JournalQueries.Open(server, stop);
        return await opened.UsedFor(read);
    }

    private async Task<JournalQueries?> TakeIdle()
    {
        while (_idle.TryPop(out var opened))
        {
            if (opened.FailuresBefore == server.Failures) return opened;
            await opened.DisposeAsync();
        }
        return null;
    }

    private JournalUnavailableException Unavailable(string why, Exception? cause) => new($"{server.Name} cannot be read: {why}", cause);
}
