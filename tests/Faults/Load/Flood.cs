using System.Net;
using System.Net.Sockets;
using System.Text;
using Periods.Faults.Running;
using Periods.Gateway.Tests.Running;

namespace Periods.Faults.Load;

/// <summary>
/// One request again and again over many connections, none of which waits when told to. On bare sockets, since it shares the machine with what it floods: the less it
/// costs itself, the more of what is measured is the service's.
/// </summary>
internal sealed class Flood(Door door, Company company, Person person, string path, string body)
{
    private readonly byte[] _request = Encoding.ASCII.GetBytes(
        $"POST {path} HTTP/1.1\r\nHost: {door.Address.Authority}\r\nAuthorization: Bearer {person.Token}\r\nx-business-id: {company.Id}\r\n" +
        $"Content-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n{body}");

    private int _accepted;
    private int _refused;

    public int Accepted => Volatile.Read(ref _accepted);

    /// <summary>Told to come back later.</summary>
    public int Refused => Volatile.Read(ref _refused);

    /// <summary>Runs until stopped; fails when anything is answered but 201, or 429 with Retry-After.</summary>
    public Task Run(int connections, CancellationToken stop) => Task.WhenAll(Enumerable.Range(0, connections).Select(_ => Ask(stop)));

    private async Task Ask(CancellationToken stop)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, door.Address.Port, CancellationToken.None);
        var buffer = new byte[4096];
        while (!stop.IsCancellationRequested)
        {
            await socket.SendAsync(_request, CancellationToken.None);
            var answer = await Receive(socket, buffer);
            if (answer.StartsWith("HTTP/1.1 201 ", StringComparison.Ordinal)) Interlocked.Increment(ref _accepted);
            else if (answer.StartsWith("HTTP/1.1 429 ", StringComparison.Ordinal) && answer.Contains("\r\nRetry-After: 1\r\n", StringComparison.Ordinal)) Interlocked.Increment(ref _refused);
            else Assert.Fail(answer);
        }
    }

    private static async Task<string> Receive(Socket socket, byte[] buffer)
    {
        var received = 0;
        while (true)
        {
            var more = await socket.ReceiveAsync(buffer.AsMemory(received), CancellationToken.None);
            Assert.True(more > 0, "the service hung up");
            received += more;
            var head = buffer.AsSpan(0, received).IndexOf("\r\n\r\n"u8);
            if (head >= 0 && received >= head + 4 + LengthIn(buffer.AsSpan(0, head + 2))) return Encoding.ASCII.GetString(buffer, 0, received);
        }
    }

    private static int LengthIn(ReadOnlySpan<byte> head)
    {
        var length = head[(head.IndexOf("Content-Length: "u8) + "Content-Length: ".Length)..];
        return int.Parse(length[..length.IndexOf("\r\n"u8)], System.Globalization.CultureInfo.InvariantCulture);
    }
}
