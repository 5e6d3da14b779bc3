using System.Buffers.Text;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Periods.Scale.Streams;

/// <summary>Open streams of one period, read by one thread; knows when the last of them had each version.</summary>
internal sealed class Watchers : IDisposable
{
    private readonly IPEndPoint _service;
    private readonly Epoll _epoll = new();
    private readonly List<Socket> _sockets = [];
    private readonly List<long> _seen = [];
    private readonly List<byte[]> _rest = [];

    public Watchers(Uri service) => _service = new(IPAddress.Parse(service.Host), service.Port);

    public int Count => _sockets.Count;

    /// <summary>What all have seen.</summary>
    public long Version => _seen.Min();

    /// <summary>Opens one more; its first event is read with everybody else's.</summary>
    public void Open(string path, Tenant tenant, string token)
    {
        // 28,000 ports per address of the client.
        var from = new IPEndPoint(IPAddress.Parse($"127.0.1.{1 + Count / 20_000}"), 0);
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        socket.Bind(from);
        socket.Connect(_service);
        socket.Send(Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: {_service}\r\nAuthorization: Bearer {token}\r\nx-business-id: {tenant.Business}\r\n\r\n"));
        _sockets.Add(socket);
        _seen.Add(0);
        _rest.Add([]);
        _epoll.Watch((int)socket.Handle, Count - 1);
    }

    /// <summary>Reads until all have seen a version; when the last one had.</summary>
    /// <returns>A timestamp of <see cref="Stopwatch"/>.</returns>
    public long ReadUntilAllHave(long version, TimeSpan patience)
    {
        var missing = _seen.Count(seen => seen < version);
        var since = Stopwatch.GetTimestamp();
        while (missing > 0)
        {
            _epoll.Read(100, index => (int)_sockets[index].Handle, (index, bytes) =>
            {
                if (bytes.IsEmpty) throw new InvalidOperationException($"Stream {index} ended at version {_seen[index]}.");
                var before = _seen[index];
                Take(index, bytes);
                if (before < version && _seen[index] >= version) missing--;
            });
            if (Stopwatch.GetElapsedTime(since) > patience) throw new TimeoutException($"{missing} of {Count} streams have not seen version {version}.");
        }
        return Stopwatch.GetTimestamp();
    }

    public void Dispose()
    {
        foreach (var socket in _sockets) socket.Dispose();
        _epoll.Dispose();
    }

    /// <summary>The id of the last event that is there to its end; what follows it is kept for the next bytes.</summary>
    private void Take(int index, ReadOnlySpan<byte> bytes)
    {
        ReadOnlySpan<byte> text = _rest[index].Length == 0 ? bytes : (byte[])[.. _rest[index], .. bytes];
        var end = text.LastIndexOf("\n\n"u8);
        if (end >= 0 && text[..end].LastIndexOf("id: "u8) is >= 0 and var at)
        {
            if (!Utf8Parser.TryParse(text[(at + 4)..], out long id, out _)) throw new InvalidOperationException("An event without a number.");
            if (_seen[index] != 0 && id != _seen[index] + 1 && text[..at].IndexOf("id: "u8) < 0) throw new InvalidOperationException($"Stream {index} went from {_seen[index]} to {id}.");
            _seen[index] = id;
        }
        _rest[index] = end < 0 ? text.ToArray() : text.Length - end <= 4 ? [] : text[(end + 2)..].ToArray();
    }
}
