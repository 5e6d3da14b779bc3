using System.Text;
using Periods.Gateway.Scoring;
using Periods.Gateway.Tests.Running;

namespace Periods.Gateway.Tests.Streams;

/// <summary>One stream: in order, never waited for, alive while it is silent, cut when nobody reads it.</summary>
public sealed class OpenStreamTests
{
    private static readonly TimeSpan HangsAfter = TimeSpan.FromSeconds(30);

    /// <summary>More than the connection takes before a write waits.</summary>
    private static readonly byte[] Large = Encoding.ASCII.GetBytes(new string('x', 20));

    private readonly FakeConnection _connection = new();
    private readonly OpenStream _stream;

    public OpenStreamTests() => _stream = new OpenStream(_connection.Http, _connection, CancellationToken.None);

    [Fact]
    public async Task What_is_sent_while_the_stream_opens_comes_after_what_opens_it()
    {
        _stream.Send("3 "u8.ToArray());
        await _stream.Write("1 "u8.ToArray());
        _stream.Send("4 "u8.ToArray());
        await _stream.Write("2 "u8.ToArray());
        _ = _stream.GoLive();
        _stream.Send("5 "u8.ToArray());

        Assert.Equal("1 2 3 4 5 ", await _connection.Read());
    }

    [Fact]
    public async Task A_stream_that_is_silent_for_fifteen_seconds_gets_a_sign_of_life()
    {
        _ = _stream.GoLive();
        _connection.Pass(TimeSpan.FromSeconds(14));
        _stream.Tend();
        Assert.Equal("", await _connection.Read());

        _connection.Pass(TimeSpan.FromSeconds(1));
        _stream.Tend();
        Assert.Equal(": still here\n\n", await _connection.Read());

        _stream.Tend();
        Assert.Equal("", await _connection.Read());
    }

    [Fact]
    public async Task A_client_that_does_not_read_is_cut_after_twenty_seconds()
    {
        var ended = _stream.GoLive();
        _stream.Send(Large);
        _connection.Pass(TimeSpan.FromSeconds(20));
        _stream.Tend();
        Assert.False(_connection.IsAborted);

        _connection.Pass(TimeSpan.FromSeconds(1));
        _stream.Tend();

        Assert.True(_connection.IsAborted);
        await Assert.ThrowsAsync<OperationCanceledException>(() => ended.WaitAsync(HangsAfter));
    }

    [Fact]
    public async Task A_client_that_reads_too_slowly_gets_what_was_queued_and_is_let_go()
    {
        var ended = _stream.GoLive();
        _stream.Send(Large);
        for (var i = 1; i <= Limits.WatcherQueueLength + 10; i++) _stream.Send([(byte)'0']);

        var arrived = new StringBuilder();
        var expected = Large.Length + Limits.WatcherQueueLength;
        await Until.Holds(async () => arrived.Append(await _connection.Read()).Length >= expected);
        await ended.WaitAsync(HangsAfter);

        Assert.Equal(expected, arrived.Append(await _connection.Read()).Length);
    }

    [Fact]
    public async Task A_stream_whose_connection_was_given_back_writes_nothing_and_cuts_nothing()
    {
        _stream.Close();
        _stream.Send("late"u8.ToArray());
        _connection.Pass(TimeSpan.FromMinutes(1));
        _stream.Tend();

        Assert.Equal("", await _connection.Read());
        Assert.False(_connection.IsAborted);
    }
}
