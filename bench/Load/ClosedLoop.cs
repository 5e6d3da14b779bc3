using System.Diagnostics;
using System.Net;

namespace Periods.Load;

/// <summary>
/// Load from one thread: so many connections, each of which waits for its answer. What is answered between <see cref="Begin"/> and <see cref="End"/> counts.
/// </summary>
public sealed class ClosedLoop : IDisposable
{
    private const int WaitMs = 100;

    private readonly List<Connection> _connections = [];
    private readonly Epoll _epoll = new();
    private readonly Thread _thread;
    private Exception? _failure;
    private volatile Tally? _tally;
    private volatile bool _stopped;

    /// <param name="scriptOf">What the n-th connection sends, and with which request of it it begins.</param>
    public ClosedLoop(IPEndPoint server, int connections, Func<int, (Request[] Script, int First)> scriptOf)
    {
        for (var i = 0; i < connections; i++)
        {
            var (script, first) = scriptOf(i);
            _connections.Add(new Connection(server, script, first));
            _epoll.Add(_connections[i].Socket, i);
        }
        _thread = new Thread(Run) { IsBackground = true, Name = "load" };
        _thread.Start();
    }

    public void Begin() => _tally = new Tally(Stopwatch.GetTimestamp());

    /// <summary>Ends the load. Every connection first gets the answers that lead up to its next request that counts.</summary>
    /// <exception cref="IOException">The load could not be kept up; the inner exception says why.</exception>
    public LoadResult End()
    {
        var tally = _tally ?? throw new InvalidOperationException("Begin comes first.");
        _tally = null;
        var until = Stopwatch.GetTimestamp();
        Stop();
        if (_failure is not null) throw new IOException("The load broke off.", _failure);
        return tally.Close(until);
    }

    public void Dispose()
    {
        Stop();
        foreach (var connection in _connections) connection.Dispose();
        _epoll.Dispose();
    }

    private void Stop()
    {
        _stopped = true;
        _thread.Join();
    }

    private void Run()
    {
        try
        {
            foreach (var connection in _connections) connection.Send();
            Span<int> ready = stackalloc int[256];
            var busy = _connections.Count;
            while (busy > 0)
            {
                var count = _epoll.Wait(ready, WaitMs);
                foreach (var token in ready[..count])
                {
                    if (Serve(_connections[token])) busy--;
                }
            }
        }
        catch (Exception e)
        {
            _failure = e;
        }
    }

    /// <summary>True when the connection has come to rest.</summary>
    private bool Serve(Connection connection)
    {
        if (!connection.Receive(out var request, out var status, out var sentAt)) return false;
        _tally?.Add(request, status, sentAt, Stopwatch.GetTimestamp());
        if (_stopped && connection.IsAtRest) return true;
        connection.Send();
        return false;
    }
}
