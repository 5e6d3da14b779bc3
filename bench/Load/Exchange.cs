using System.Net;

namespace Periods.Load;

/// <summary>One request and its answer, outside any load.</summary>
public static class Exchange
{
    private const int WaitMs = 5_000;

    /// <exception cref="TimeoutException">No answer came.</exception>
    public static (int Status, byte[] Body) Send(IPEndPoint server, Request request)
    {
        using var connection = new Connection(server, [request], 0);
        using var epoll = new Epoll();
        epoll.Add(connection.Socket, 0);
        connection.Send();
        Span<int> ready = stackalloc int[1];
        while (epoll.Wait(ready, WaitMs) > 0)
        {
            if (connection.Receive(out _, out var status, out _)) return (status, connection.Body.ToArray());
        }
        throw new TimeoutException($"No answer from {server} within {WaitMs} ms.");
    }
}
