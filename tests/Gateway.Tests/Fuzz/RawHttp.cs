using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Periods.Gateway.Tests.Fuzz;

/// <summary>Sends bytes as they are: no client library in between that would tidy up a path or refuse a header.</summary>
internal static class RawHttp
{
    private static readonly TimeSpan HangsAfter = TimeSpan.FromSeconds(30);

    /// <summary>Who sends this much of a request and nothing more.</summary>
    public static async Task<TcpClient> Half(Uri address, string request)
    {
        var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, address.Port);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(request));
        return client;
    }

    /// <summary>The status and the body; of a stream of events only the status.</summary>
    public static async Task<(int Status, string Body)> Send(Uri address, byte[] request)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, address.Port);
        var stream = client.GetStream();
        await stream.WriteAsync(request);
        using var answer = new MemoryStream();
        var buffer = new byte[8192];
        using var hangs = new CancellationTokenSource(HangsAfter);
        while (true)
        {
            var read = await stream.ReadAsync(buffer, hangs.Token);
            answer.Write(buffer, 0, read);
            var text = Encoding.UTF8.GetString(answer.GetBuffer(), 0, (int)answer.Length);
            var head = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            if (head >= 0 && text[..head].Contains("text/event-stream", StringComparison.Ordinal)) return (Status(text), "");
            if (read == 0) return head < 0 ? (0, text) : (Status(text), text[(head + 4)..]);
        }
    }

    /// <summary>Each line of the head ends as HTTP wants it; what stands in between is up to the caller.</summary>
    public static byte[] Request(string method, string target, IEnumerable<(string Name, byte[] Value)> headers, byte[] body)
    {
        using var bytes = new MemoryStream();
        bytes.Write(Encoding.UTF8.GetBytes($"{method} {target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: {body.Length}\r\n"));
        foreach (var (name, value) in headers)
        {
            bytes.Write(Encoding.ASCII.GetBytes(name + ": "));
            bytes.Write(value);
            bytes.Write("\r\n"u8);
        }
        bytes.Write("\r\n"u8);
        bytes.Write(body);
        return bytes.ToArray();
    }

    private static int Status(string text) => int.Parse(text.AsSpan("HTTP/1.1 ".Length, 3), System.Globalization.CultureInfo.InvariantCulture);
}
