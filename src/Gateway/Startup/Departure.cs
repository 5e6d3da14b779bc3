using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace Periods.Gateway.Startup;

/// <summary>
/// How the service leaves without failing anybody: nobody new gets in, and whoever is connected is answered and told to connect elsewhere. A server that just stops
/// closes connections while their clients write the next request, and what those see cannot be told from a crash.
/// </summary>
internal sealed class Departure
{
    /// <summary>Connections still open after this are not in use. Balancers ask more often.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly ConcurrentBag<Socket> _listeners = [];
    private readonly TaskCompletionSource _everybodyLeft = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _connections;
    private volatile bool _isLeaving;

    public void Listen(SocketTransportOptions sockets) => sockets.CreateBoundListenSocket = endpoint =>
    {
        var listener = SocketTransportOptions.CreateDefaultBoundListenSocket(endpoint);
        // Accepted sockets inherit its buffer. Left to itself the kernel takes up to 4 MB for a stream that nobody reads before a write waits, and only a
        // write that waits shows that nobody does.
        if (endpoint is IPEndPoint) listener.SendBufferSize = Limits.SendBufferBytes;
        _listeners.Add(listener);
        return listener;
    };

    public void Count(ListenOptions endpoint) => endpoint.Use(next => async connection =>
    {
        Interlocked.Increment(ref _connections);
        try
        {
            await next(connection);
        }
        finally
        {
            if (Interlocked.Decrement(ref _connections) == 0 && _isLeaving) _everybodyLeft.TrySetResult();
        }
    });

    public Task Answer(HttpContext http, RequestDelegate next)
    {
        if (_isLeaving) http.Response.Headers.Connection = "close";
        return next(http);
    }

    /// <summary>Ends when nobody is connected any more, or does not ask.</summary>
    public async Task Leave()
    {
        foreach (var listener in _listeners) listener.Dispose();
        _isLeaving = true;
        if (Volatile.Read(ref _connections) == 0) return;
        await _everybodyLeft.Task.WaitAsync(Patience).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
