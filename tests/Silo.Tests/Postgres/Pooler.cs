using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Periods.Silo.Tests.Postgres;

/// <summary>
/// What of a pooler (PgBouncer) a silo could notice: it says itself that a client may come in, and numbers clients as it likes. In transaction mode all share one session,
/// each for a transaction; in session mode each has one of its own.
/// </summary>
internal sealed class Pooler : IAsyncDisposable
{
    private const int Own = 77;

    private readonly TcpListener _door = new(IPAddress.Loopback, 0);
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly NpgsqlConnectionStringBuilder _database;
    private readonly bool _perTransaction;
    private readonly TaskCompletionSource _kept = new();
    private readonly TaskCompletionSource _ends = new();
    private readonly Task _serving;
    private (NetworkStream Stream, List<byte[]> Greeting)? _shared;

    public Pooler(string database, bool perTransaction)
    {
        (_database, _perTransaction) = (new(database), perTransaction);
        _door.Start();
        _serving = Serve();
    }

    public string Database => new NpgsqlConnectionStringBuilder(_database.ConnectionString)
    {
        Host = "127.0.0.1", Port = ((IPEndPoint)_door.LocalEndpoint).Port, SslMode = SslMode.Disable, GssEncryptionMode = GssEncryptionMode.Disable,
    }.ConnectionString;

    /// <summary>What has this in it, and all that its client sends after it, does not get to the server.</summary>
    public byte[]? KeepsBack { get; init; }

    public Task HasKeptBack => _kept.Task;

    public async ValueTask DisposeAsync()
    {
        _ends.TrySetResult();
        _door.Stop();
        await _serving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_shared is { } shared) await shared.Stream.DisposeAsync();
        _turn.Dispose();
    }

    private async Task Serve()
    {
        while (true) _ = Serve(await _door.AcceptTcpClientAsync());
    }

    private async Task Serve(TcpClient accepted)
    {
        using var client = accepted;
        client.NoDelay = true;
        var stream = client.GetStream();
        var startup = await Message(stream, typed: false);
        await _turn.WaitAsync();
        var (server, greeting) = _perTransaction ? _shared ??= await Enter(startup) : await Enter(startup);
        _turn.Release();
        await using var own = _perTransaction ? null : server;
        foreach (var message in greeting) await stream.WriteAsync(message);
        for (var hasTurn = false; await Message(stream) is var asked && asked[0] != (byte)'X';)
        {
            if (_perTransaction && !hasTurn) await _turn.WaitAsync();
            hasTurn = true;
            if (KeepsBack is { } kept && asked.AsSpan().IndexOf(kept) >= 0)
            {
                _kept.TrySetResult();
                await _ends.Task;
            }
            await server.WriteAsync(asked);
            if (asked[0] is not ((byte)'S' or (byte)'Q')) continue;
            byte[] answer;
            do
            {
                answer = await Message(server);
                await stream.WriteAsync(answer);
            }
            while (answer[0] != (byte)'Z');
            if (answer[5] != (byte)'I') continue;
            hasTurn = false;
            if (_perTransaction) _turn.Release();
        }
    }

    private async Task<(NetworkStream, List<byte[]>)> Enter(byte[] startup)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(_database.Host!, _database.Port);
        var server = new NetworkStream(socket, ownsSocket: true);
        await server.WriteAsync(startup);
        var greeting = new List<byte[]>();
        do greeting.Add(await Message(server));
        while (greeting[^1][0] != (byte)'Z');
        foreach (var key in greeting.Where(static message => message[0] == (byte)'K')) BinaryPrimitives.WriteInt32BigEndian(key.AsSpan(5), Own);
        return (server, greeting);
    }

    private static async Task<byte[]> Message(NetworkStream stream, bool typed = true)
    {
        var head = new byte[typed ? 5 : 4];
        await stream.ReadExactlyAsync(head);
        var message = new byte[BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(head.Length - 4)) + head.Length - 4];
        head.CopyTo(message, 0);
        await stream.ReadExactlyAsync(message.AsMemory(head.Length));
        return message;
    }
}
