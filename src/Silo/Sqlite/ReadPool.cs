using System.Collections.Concurrent;
using Periods.Grains.Journal;

namespace Periods.Silo.Sqlite;

/// <summary>A few connections for reading, all opened at the start: on a full disk, opening another one may not work.</summary>
internal sealed class ReadPool : IAsyncDisposable
{
    private readonly string _path;
    private readonly RecentEvents _recent;
    private readonly SemaphoreSlim _free = new(SqliteSettings.ReadConnections);
    private readonly ConcurrentStack<JournalQueries> _idle = new();
    private volatile bool _closed;

    public ReadPool(string path, RecentEvents recent)
    {
        _path = path;
        _recent = recent;
        for (var i = 0; i < SqliteSettings.ReadConnections; i++) _idle.Push(new JournalQueries(path, recent));
    }

    /// <summary>Throws <see cref="JournalUnavailableException"/>, also when nothing came of it in time: what has not begun by then never does.</summary>
    public async Task<T> Use<T>(Func<JournalQueries, T> read)
    {
        using var patience = new CancellationTokenSource(Limits.JournalReadMax);
        try
        {
            return await Reading(read, patience.Token).WaitAsync(patience.Token);
        }
        catch (OperationCanceledException e)
        {
            throw new JournalUnavailableException($"{_path} cannot be read: it takes too long", e);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _closed = true;
        for (var i = 0; i < SqliteSettings.ReadConnections; i++) await _free.WaitAsync();
        while (_idle.TryPop(out var queries)) queries.Dispose();
        // Who still waits finds the pool closed.
        _free.Release(SqliteSettings.ReadConnections);
    }

    // A read that hangs keeps its place until the disk lets go of it.
    private async Task<T> Reading<T>(Func<JournalQueries, T> read, CancellationToken givenUp)
    {
        await _free.WaitAsync(givenUp);
        try
        {
            // SQLite reads block; callers may hold a lock while they call.
            return await Task.Run(() => Read(read), givenUp);
        }
        finally
        {
            _free.Release();
        }
    }

    private T Read<T>(Func<JournalQueries, T> read)
    {
        if (_closed) throw new JournalUnavailableException($"{_path} is closed.");
        JournalQueries? queries = null;
        try
        {
            if (!_idle.TryPop(out queries)) queries = new JournalQueries(_path, _recent);
            var result = read(queries);
            _idle.Push(queries);
            return result;
        }
        catch (Exception e)
        {
            // Also a row that is no event any more. The connection is not used again: the next reader opens a fresh one in its place.
            queries?.Dispose();
            throw new JournalUnavailableException($"{_path} cannot be read: {e.Message}", e);
        }
    }
}
