using Microsoft.Extensions.Logging;
using Npgsql;
using Periods.Grains.Journal;

namespace Periods.Silo.Postgres;

/// <summary>A few connections for reading, opened when they are needed. Who finds all of them taken waits, but no longer than the patience.</summary>
/// <param name="failed">Called after a read failed.</param>
internal sealed class JournalReaders(PostgresServer server, int connections, TimeSpan patience, TimeProvider time, Action failed, ILogger log) : IAsyncDisposable
{
    private readonly SemaphoreSlim _free = new(connections);
    private readonly OpenReaders _open = new(server, patience, log);
    private volatile bool _closed;

    /// <summary>
    /// Throws <see cref="JournalUnavailableException"/> when nothing came of it in time. Who waits goes on on a thread of the pool: a long history takes long to fold, and the
    /// thread its last bytes came in on has other connections to serve.
    /// </summary>
    public async Task<T> Use<T>(Func<JournalQueries, Task<T>> read)
    {
        using var ended = new CancellationTokenSource(patience, time);
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
        await _open.DisposeAsync();
        // Who still waits finds it closed.
        _free.Release(connections);
    }

    /// <remarks>
    /// Who got a connection when half of the patience was over, and runs out of it, says nothing about the connection: where many wait, each would cost all the others theirs.
    /// </remarks>
    private async Task<T> Read<T>(Func<JournalQueries, Task<T>> read, CancellationToken stop)
    {
        if (_closed) throw Unavailable("it is closed", null);
        for (var isAgain = false; ; isAgain = true)
        {
            JournalQueries? open = null;
            var since = 0L;
            try
            {
                open = await _open.Take(stop);
                since = time.GetTimestamp();
                T result = default!;
                _open.GiveBack(await open.UsedFor(async queries => result = await read(queries)).OrLeave(stop));
                return result;
            }
            catch (Exception e)
            {
                // Also a row that is no event any more. The connection is not used again, and none that is as old; one that could not be opened says nothing about
                // those that are. The connection may have died while it was idle, and reading twice does no harm: a fresh one tells what is the matter. Not of a statement
                // that took too long: another would, too.
                if (open is not null)
                {
                    if (!stop.IsCancellationRequested || time.GetElapsedTime(since) >= patience / 2) server.NoteFailure(e);
                    _open.Lost();
                    if (!isAgain && !stop.IsCancellationRequested && e is not PostgresException { SqlState: PostgresErrorCodes.QueryCanceled }) continue;
                }
                failed();
                throw Unavailable(e.Message, e);
            }
        }
    }

    private JournalUnavailableException Unavailable(string why, Exception? cause) => new($"{server.Name} cannot be read: {why}", cause);
}
