using System.Net.Sockets;
using System.Text;
using Periods.Gateway.Tests.Running;

namespace Periods.Faults.Running;

/// <summary>Opens an event stream and never reads from it; of what the kernel takes in its place, as little as possible.</summary>
internal sealed class IdleWatcher : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4096 };

    /// <summary>Whether the service has let go of it.</summary>
    public bool IsDropped => _socket.Poll(TimeSpan.Zero, SelectMode.SelectError);

    public static async Task<IdleWatcher> Open(Door door, Company company, Person person, Guid period)
    {
        var watcher = new IdleWatcher();
        await watcher._socket.ConnectAsync("127.0.0.1", door.Address.Port);
        await watcher._socket.SendAsync(Encoding.ASCII.GetBytes(
            $"GET {PeriodCalls.Periods}/{period}/close-score/stream HTTP/1.1\r\nHost: {door.Address.Authority}\r\nAuthorization: Bearer {person.Token}\r\nx-business-id: {company.Id}\r\n\r\n"));
        return watcher;
    }

    public void Dispose() => _socket.Dispose();
}
