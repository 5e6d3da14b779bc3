using System.Net.Sockets;

namespace Periods.Gateway.Startup;

/// <summary>How a server begins to listen where an operator wants it to.</summary>
internal static class Listening
{
    /// <summary>Throws <see cref="StartupException"/> when it cannot: no such address, or somebody else has it.</summary>
    /// <param name="setting">Where the address stands.</param>
    public static async Task Begin(WebApplication app, string setting)
    {
        try
        {
            await app.StartAsync();
        }
        catch (Exception e) when (e is IOException or SocketException or FormatException or InvalidOperationException)
        {
            throw new StartupException($"{setting} cannot be listened on: {e.Message}");
        }
    }
}
