using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Periods.Load;

/// <summary>One keep-alive connection with one request under way: the next is sent when the answer is there.</summary>
internal sealed class Connection : IDisposable
{
    private const int BufferBytes = 64 * 1024;

    private readonly Request[] _script;
    private readonly byte[] _buffer = new byte[BufferBytes];
    private int _next;
    private int _filled;
    private int _expected;
    private int _bodyAt;
    private int _status;
    private Request _sent;
    private long _sentAt;

    /// <param name="script">Sent in turn, for ever.</param>
    public Connection(IPEndPoint server, Request[] script, int first)
    {
        _script = script;
        _next = first;
        _sent = script[first];
        Socket = new Socket(server.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        Socket.Connect(server);
        Socket.Blocking = false;
    }

    public Socket Socket { get; }

    /// <summary>Nothing was begun that the next request would finish.</summary>
    public bool IsAtRest => _script[_next].Counts;

    /// <summary>Of the complete answer.</summary>
    public ReadOnlySpan<byte> Body => _buffer.AsSpan(_bodyAt.._expected);

    /// <exception cref="IOException">A request, which is far smaller than a socket's buffer, was not taken whole.</exception>
    public void Send()
    {
        _sent = _script[_next];
        if (++_next == _script.Length) _next = 0;
        _filled = 0;
        _expected = 0;
        _sentAt = Stopwatch.GetTimestamp();
        if (Socket.Send(_sent.Bytes) != _sent.Bytes.Length) throw new IOException("A request was not sent whole.");
    }

    /// <summary>Reads what there is. True when the answer is complete.</summary>
    /// <exception cref="IOException">The server closed the connection.</exception>
    public bool Receive(out Request request, out int status, out long sentAt)
    {
        var received = Socket.Receive(_buffer.AsSpan(_filled), SocketFlags.None, out var error);
        if (error == SocketError.WouldBlock) received = 0;
        else if (error != SocketError.Success || received == 0) throw new IOException($"The server closed a connection: {error}.");
        _filled += received;
        if (_expected == 0) _expected = Reply.Measure(_buffer.AsSpan(0, _filled), out _status, out _bodyAt);
        (request, status, sentAt) = (_sent, _status, _sentAt);
        return _expected > 0 && _filled >= _expected;
    }

    public void Dispose() => Socket.Dispose();
}
