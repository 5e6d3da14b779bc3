using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;

namespace Periods.Gateway.Startup;

/// <summary>How a server begins to listen where an operator wants it to.</summary>
internal static class Listening
{
    /// <summary>Throws <see cref="StartupException"/> when it cannot: no such address, or somebody else has it.</summary>
    /// <param name="setting">Where the address stands.</param>
    /// <param name="management">Where the process listens already, by another setting.</param>
    public static async Task Begin(WebApplication app, string setting, string? management = null)
    {
        try
        {
            await app.StartAsync();
        }
        catch (Exception e) when (e is IOException or SocketException or FormatException or InvalidOperationException or ArgumentOutOfRangeException)
        {
            throw new StartupException($"{setting} cannot be listened on: {Reason(e, app.Configuration["urls"]!.Split(';'), management)}");
        }
    }

    private static string Reason(Exception e, string[] urls, string? management)
    {
        if (e is ArgumentOutOfRangeException { ParamName: "port" }) return "a port is a number from 0 to 65535.";
        if (e is ArgumentOutOfRangeException { ParamName: "path" }) return "the path of a socket is too long.";
        if (urls.Any(url => url.StartsWith("https:", StringComparison.OrdinalIgnoreCase))) return "the service speaks HTTP, and TLS is ended in front of it; give it an address that begins with http://.";
        if (management is not null && e.InnerException is AddressInUseException && urls.Any(url => HasPort(url, BindingAddress.Parse(management).Port)))
            return $"Management__Url has that port already ({management}); give one of the two another.";
        return e.Message;
    }

    /// <summary>By its text: one that stands behind the address that was taken may be none.</summary>
    private static bool HasPort(string url, int port) => url.TrimEnd('/').EndsWith($":{port}", StringComparison.Ordinal);
}
