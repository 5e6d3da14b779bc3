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
        await AssertIsCutAfterTwentySeconds(ended);
    }

    [Fact]
    public async Task A_stream_that_is_being_opened_gets_signs_of_life_and_is_not_cut_however_long_there_is_nothing_to_write()
    {
        await _stream.Begin();
        for (var i = 0; i < 3; i++)
        {
            _connection.Pass(TimeSpan.FromSeconds(21));
            _stream.Tend();
            Assert.Equal(": still here\n\n", await _connection.Read());
        }

        await _stream.Write("1 "u8.ToArray());
        Assert.Equal("1 ", await _connection.Read());
        Assert.False(_connection.IsAborted);
    }

    [Fact]
    public async Task Before_it_has_begun_a_stream_gets_no_sign_of_life_for_its_answer_may_still_be_another_one()
    {
        _connection.Pass(TimeSpan.FromMinutes(1));
        _stream.Tend();

        Assert.False(_stream.HasBegun);
        Assert.Equal("", await _connection.Read());
        Assert.False(_connection.IsAborted);
    }

    [Fact]
    public async Task What_opens_a_stream_comes_behind_a_sign_of_life_that_waits_for_the_client()
    {
        await _stream.Write("0123456789"u8.ToArray());
        _connection.Pass(TimeSpan.FromSeconds(15));
        _stream.Tend();
        var writing = _stream.Write("1 "u8.ToArray()).AsTask();
        Assert.False(writing.IsCompleted);

        Assert.Equal("0123456789: still here\n\n", await _connection.Read());
        await writing.WaitAsync(HangsAfter);
        Assert.Equal("1 ", await _connection.Read());
    }

    [Fact]
    public async Task What_was_sent_while_the_stream_opened_comes_behind_a_sign_of_life_that_waits_for_the_client()
    {
        await _stream.Write("0123456789"u8.ToArray());
        _connection.Pass(TimeSpan.FromSeconds(15));
        _stream.Tend();
        _stream.Send("2 "u8.ToArray());
        _ = _stream.GoLive();
        _stream.Send("3 "u8.ToArray());

        var arrived = "";
        await Until.Holds(async () => (arrived += await _connection.Read()).EndsWith("3 ", StringComparison.Ordinal));
        Assert.Equal("0123456789: still here\n\n2 3 ", arrived);
    }

    [Fact]
    public async Task A_client_that_does_not_read_what_opens_its_stream_is_cut_after_twenty_seconds()
    {
        var writing = _stream.Write(Large).AsTask();
        await AssertIsCutAfterTwentySeconds(writing);
    }

    [Fact]
    public async Task A_connection_is_given_back_when_nothing_is_being_written_any_more()
    {
        await _stream.Write("0123456789"u8.ToArray());
        _connection.Pass(TimeSpan.FromSeconds(15));
        _stream.Tend();

        var closing = _stream.Close();

        Assert.False(closing.IsCompleted);
        await _connection.Read();
        await closing.WaitAsync(HangsAfter);
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
        await _stream.Close();
        _stream.Send("late"u8.ToArray());
        _connection.Pass(TimeSpan.FromMinutes(1));
        _stream.Tend();

        Assert.Equal("", await _connection.Read());
        Assert.False(_connection.IsAborted);
    }

    [Fact]
    public void A_stream_that_is_let_go_is_counted_once_and_by_why()
    {
        using var drops = new CountedDrops();
        _ = _stream.GoLive();
        _stream.Send(Large);
        for (var i = 1; i <= Limits.WatcherQueueLength + 10; i++) _stream.Send([(byte)'0']);
        Assert.Equal(["queue_full"], drops.Reasons);

        // It was let go already.
        _connection.Pass(TimeSpan.FromSeconds(21));
        _stream.Tend();
        Assert.Equal(["queue_full"], drops.Reasons);

        var another = new FakeConnection();
        var stalled = new OpenStream(another.Http, another, CancellationToken.None);
        _ = stalled.GoLive();
        stalled.Send(Large);
        another.Pass(TimeSpan.FromSeconds(21));
        stalled.Tend();
        Assert.Equal(["queue_full", "write_timeout"], drops.Reasons);
        Assert.True(another.IsAborted);
    }

    /// <summary>Twenty seconds are patience; one more, and whoever waits for the stream hears that it is over.</summary>
    private async Task AssertIsCutAfterTwentySeconds(Task waiting)
    {
        _connection.Pass(TimeSpan.FromSeconds(20));
        _stream.Tend();
        Assert.False(_connection.IsAborted);

        _connection.Pass(TimeSpan.FromSeconds(1));
        _stream.Tend();

        Assert.True(_connection.IsAborted);
        await Assert.ThrowsAsync<OperationCanceledException>(() => waiting.WaitAsync(HangsAfter));
    }
}
