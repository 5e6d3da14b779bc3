using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Periods.Gateway.Startup;

namespace Periods.Gateway.Tests.Survival;

/// <summary>How the sockets are made on which the service listens.</summary>
public sealed class ListeningTests
{
    [Fact]
    public async Task The_kernel_holds_so_much_for_a_client_that_does_not_read_and_no_more()
    {
        var sockets = new SocketTransportOptions();
        new Departure().Listen(sockets);
        using var listener = sockets.CreateBoundListenSocket(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        using var client = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await client.ConnectAsync(listener.LocalEndPoint!);
        using var accepted = await listener.AcceptAsync();

        // Linux doubles what it is told, for what it needs itself.
        Assert.Equal(2 * Limits.SendBufferBytes, accepted.SendBufferSize);
    }
}
