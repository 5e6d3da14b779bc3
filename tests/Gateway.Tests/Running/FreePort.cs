using System.Net;
using System.Net.Sockets;

namespace Periods.Gateway.Tests.Running;

/// <summary>A port that a process keeps over its restarts, as behind a load balancer.</summary>
internal static class FreePort
{
    public static int Next()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
