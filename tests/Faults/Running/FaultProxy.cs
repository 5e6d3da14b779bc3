using System.Net.Sockets;
using System.Net;

namespace Periods.Faults.Running;

/// <summary>
/// A TCP proxy in front of one address: passes bytes on, late, or one way only. Between a client and a silo, or a silo and its database.
/// Counts what it did, so that a scenario without a fault is noticed.
/// </summary>
internal sealed class FaultProxy : IAsyncDisposable
{
    private readonly TcpListener _listener;
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _gate = new();
    private readonly HashSet<Link> _links = [];
    private readonly IPEndPoint _target;
    private readonly IFrames? _requests;
    private readonly IFrames? _answers;
    private readonly Task _accepting;
    private long _injected;

    /// <param name="answers">What happens to single messages of the server; null leaves them alone.</param>
    public FaultProxy(int targetPort, IFrames? answers = null)
        : this(new IPEndPoint(IPAddress.Loopback, 0), targetPort, null, answers)
    {
    }

    /// <param name="at">Where it is called.</param>
    public FaultProxy(IPEndPoint at, int targetPort, IFrames? requests, IFrames? answers)
    {
        _listener = new TcpListener(at);
        _target = new IPEndPoint(IPAddress.Loopback, targetPort);
        (_requests, _answers) = (requests, answers);
        _listener.Start();
        _accepting = Accept();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public Uri Address => new($"http://127.0.0.1:{Port}");

    /// <summary>Before each piece from client to server.</summary>
    public TimeSpan Delay { get; set; }

    /// <summary>Requests are forwarded, and when the answer comes the connection is cut: what was asked has happened, and nobody is told.</summary>
    public bool LosesAnswers { get; set; }

    /// <summary>Pieces delayed or thrown away.</summary>
    public long Injected => Interlocked.Read(ref _injected);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        Link[] links;
        lock (_gate) links = [.. _links];
        foreach (var link in links) link.Cut();
        _stop.Dispose();
    }

    private async Task Accept()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                _ = Serve(await _listener.AcceptTcpClientAsync(_stop.Token));
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task Serve(TcpClient client)
    {
        using var link = new Link(client);
        lock (_gate) _links.Add(link);
        try
        {
            await link.Server.ConnectAsync(_target);
            await Task.WhenAny(Requests(link), Answers(link));
        }
        catch (Exception e) when (e is SocketException or IOException or ObjectDisposedException)
        {
            // One side is gone: so is the other.
        }
        finally
        {
            lock (_gate) _links.Remove(link);
            link.Cut();
        }
    }

    private Task Requests(Link link)
    {
        var frames = _requests?.NewConnection();
        return Pump(link.Client.GetStream(), link.Server.GetStream(), async piece =>
        {
            if (Delay > TimeSpan.Zero)
            {
                Interlocked.Increment(ref _injected);
                using var late = new PeriodicTimer(Delay);
                await late.WaitForNextTickAsync();
            }
            return frames?.Pass(piece) ?? piece;
        });
    }

    private Task Answers(Link link)
    {
        var frames = _answers?.NewConnection();
        return Pump(link.Server.GetStream(), link.Client.GetStream(), piece =>
        {
            if (!LosesAnswers) return Task.FromResult(frames?.Pass(piece) ?? piece);
            Interlocked.Increment(ref _injected);
            link.Cut();
            return Task.FromResult(ReadOnlyMemory<byte>.Empty);
        });
    }

    private static async Task Pump(NetworkStream from, NetworkStream to, Func<ReadOnlyMemory<byte>, Task<ReadOnlyMemory<byte>>> passing)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            while (await from.ReadAsync(buffer) is > 0 and var read)
                if (await passing(buffer.AsMemory(0, read)) is { Length: > 0 } piece) await to.WriteAsync(piece);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // The link is cut.
        }
    }

    private sealed class Link(TcpClient client) : IDisposable
    {
        public TcpClient Client { get; } = WithoutDelay(client);

        public TcpClient Server { get; } = WithoutDelay(new TcpClient());

        public void Cut()
        {
            Client.Close();
            Server.Close();
        }

        public void Dispose() => Cut();

        private static TcpClient WithoutDelay(TcpClient tcp)
        {
            tcp.NoDelay = true;
            return tcp;
        }
    }
}

/// <summary>Looks at the messages inside what a server sends.</summary>
internal interface IFrames
{
    IFrameFilter NewConnection();
}

/// <summary>One connection's filter: gets the bytes as they come, returns those that go on.</summary>
internal interface IFrameFilter
{
    ReadOnlyMemory<byte> Pass(ReadOnlyMemory<byte> piece);
}
