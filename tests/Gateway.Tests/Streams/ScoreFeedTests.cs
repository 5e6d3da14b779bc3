using System.Threading.Channels;
using Periods.Gateway.Scoring;
using Periods.Gateway.Tests.Running;
using Periods.Scoring;

namespace Periods.Gateway.Tests.Streams;

/// <summary>One watch for all streams of a period: whoever joins gets each version once, or is told that the feed does not go back as far.</summary>
public sealed class ScoreFeedTests : ICloseScoreGrain, IDisposable
{
    private static readonly TimeSpan HangsAfter = TimeSpan.FromSeconds(30);

    private readonly KeptLog _log = new();
    private Channel<ScoreView> _changes = Channel.CreateUnbounded<ScoreView>();

    /// <summary>What the journal has; null when it cannot be read.</summary>
    private ScoreView? _now = Version(10);

    private CancellationToken _watching;

    [Fact]
    public async Task Who_joins_gets_what_was_missed_and_then_what_follows()
    {
        using var feed = Feed(known: 1);
        var running = feed.Run();
        for (var version = 2; version <= 5; version++) _changes.Writer.TryWrite(Version(version));
        var connection = await Joined(feed, seen: 3, latest: 5);

        _changes.Writer.TryWrite(Version(6));

        Assert.StartsWith("id: 6\n", await Arrived(connection), StringComparison.Ordinal);
        Assert.False(running.IsCompleted);
    }

    [Fact]
    public async Task Who_comes_from_before_the_feed_or_from_before_what_it_keeps_does_not_join()
    {
        using var feed = Feed(known: 10);
        _ = feed.Run();
        var (_, stream) = Open();
        Assert.False(feed.TryJoin(stream, 9, out _));

        for (var version = 11; version <= 11 + Limits.ScoreChangesKept; version++) _changes.Writer.TryWrite(Version(version));
        await Joined(feed, seen: 11, latest: 11 + Limits.ScoreChangesKept);

        Assert.False(feed.TryJoin(stream, 10, out _));
    }

    [Fact]
    public async Task Who_has_seen_more_than_the_feed_gets_nothing_twice()
    {
        using var feed = Feed(known: 1);
        var (connection, stream) = Open();
        await feed.Join(stream, Version(3), after: 3, CancellationToken.None);
        _ = stream.GoLive();

        _ = feed.Run();
        for (var version = 2; version <= 4; version++) _changes.Writer.TryWrite(Version(version));

        Assert.StartsWith("id: 4\n", await Arrived(connection), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_comes_from_far_back_arrives_however_often_the_watch_that_leads_there_ends()
    {
        using var feed = Feed(known: 10);
        _ = feed.Run();
        var (connection, stream) = Open();

        var joining = feed.Join(stream, Version(10), after: 5, CancellationToken.None);
        var arrived = "";
        await Until.Holds(async () => (arrived += await connection.Read()).Length > 0 && joining.IsCompleted);
        await joining;
        _ = stream.GoLive();
        _changes.Writer.TryWrite(Version(11));
        await Until.Holds(async () => (arrived += await connection.Read()).Contains("id: 11\n", StringComparison.Ordinal));

        Assert.Equal(["id: 6", "id: 7", "id: 8", "id: 9", "id: 10", "id: 11"], arrived.Split('\n').Where(line => line.StartsWith("id:", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Who_comes_from_far_back_has_the_head_at_once_signs_of_life_while_it_waits_and_leaves_when_it_likes()
    {
        using var feed = Feed(known: 10);
        var (connection, stream) = Open();
        using var left = new CancellationTokenSource();

        var joining = feed.Join(stream, Version(10), after: 1, left.Token);

        Assert.True(stream.HasBegun);
        connection.Pass(TimeSpan.FromSeconds(21));
        stream.Tend();
        Assert.Equal(": still here\n\n", await connection.Read());
        Assert.False(connection.IsAborted);
        await left.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => joining.WaitAsync(HangsAfter));
    }

    [Fact]
    public async Task Who_comes_from_far_back_while_the_journal_cannot_be_read_has_no_head_yet()
    {
        using var feed = Feed(known: 10);
        var (connection, stream) = Open();
        _now = null;

        Assert.False(await feed.Join(stream, Version(10), after: 1, CancellationToken.None).WaitAsync(HangsAfter));

        Assert.False(stream.HasBegun);
        Assert.Equal("", await connection.Read());
        Assert.Single(_log.Entries);
    }

    [Fact]
    public async Task Who_was_told_what_the_journal_then_lost_is_told_the_version_that_stands_in_its_place()
    {
        using var feed = Feed(known: 1);
        _ = feed.Run();
        for (var version = 2; version <= 3; version++) _changes.Writer.TryWrite(Version(version));
        var connection = await Joined(feed, seen: 3, latest: 3);

        _changes.Writer.TryWrite(Version(2));

        Assert.StartsWith("id: 2\n", await Arrived(connection), StringComparison.Ordinal);
        await Joined(feed, seen: 1, latest: 2);
        Assert.False(feed.TryJoin(Open().Stream, 0, out _));
    }

    [Fact]
    public async Task Who_was_told_the_version_that_the_journal_lost_is_told_the_other_one_of_its_number()
    {
        using var feed = Feed(known: 1);
        _ = feed.Run();
        _changes.Writer.TryWrite(Version(2));
        var connection = await Joined(feed, seen: 2, latest: 2);

        _changes.Writer.TryWrite(Version(2));

        Assert.StartsWith("id: 2\n", await Arrived(connection), StringComparison.Ordinal);
        await Joined(feed, seen: 1, latest: 2);
    }

    [Fact]
    public async Task As_many_streams_as_several_threads_tell_get_every_change_in_order()
    {
        using var feed = Feed(known: 0);
        var connections = new List<FakeConnection>();
        // No thread has as many of them as another.
        for (var i = 0; i < 1_501; i++)
        {
            var (connection, stream) = Open();
            await feed.Join(stream, Version(0), after: 0, CancellationToken.None);
            _ = stream.GoLive();
            connections.Add(connection);
        }
        for (var version = 1; version <= 40; version++) _changes.Writer.TryWrite(Version(version));
        _ = Task.Run(feed.Run);

        await Task.WhenAll(connections.Select(async connection =>
        {
            var arrived = "";
            await Until.Holds(async () => (arrived += await connection.Read()).Contains("id: 40\n", StringComparison.Ordinal));
            Assert.Equal(Enumerable.Range(1, 40).Select(version => $"id: {version}"), arrived.Split('\n').Where(line => line.StartsWith("id:", StringComparison.Ordinal)));
        }));
    }

    [Fact]
    public async Task Who_comes_after_a_feed_has_failed_gets_another_one()
    {
        var feeds = new ScoreFeeds(TimeProvider.System, _log);
        var failed = feeds.Lease(Version(1), this);
        _changes.Writer.Complete(new InvalidOperationException("the test says so"));
        await Until.Holds(() => Task.FromResult(failed.IsOver));
        // Otherwise the other one would fail in the same way, as soon as it has begun.
        _changes = Channel.CreateUnbounded<ScoreView>();

        var another = feeds.Lease(Version(1), this);

        Assert.NotSame(failed, another);
        // Which goes on when the last has left the one that failed.
        feeds.Return(Version(1), failed);
        Assert.Same(another, feeds.Lease(Version(1), this));
    }

    [Fact]
    public async Task A_feed_is_everybodys_until_the_last_has_left_and_then_its_watch_ends()
    {
        var feeds = new ScoreFeeds(TimeProvider.System, _log);
        var feed = feeds.Lease(Version(1), this);
        Assert.Same(feed, feeds.Lease(Version(1), this));
        await Until.Holds(() => Task.FromResult(_watching.CanBeCanceled));
        var watching = _watching;

        feeds.Return(Version(1), feed);
        Assert.False(watching.IsCancellationRequested);
        feeds.Return(Version(1), feed);
        Assert.True(watching.IsCancellationRequested);

        Assert.NotSame(feed, feeds.Lease(Version(1), this));
    }

    [Fact]
    public async Task Who_has_left_is_told_nothing_more()
    {
        using var feed = Feed(known: 1);
        var (left, staying) = (Open(), Open());
        foreach (var (_, stream) in new[] { left, staying })
        {
            feed.TryJoin(stream, 1, out _);
            _ = stream.GoLive();
        }
        feed.Leave(left.Stream);

        _ = feed.Run();
        _changes.Writer.TryWrite(Version(2));

        Assert.StartsWith("id: 2\n", await Arrived(staying.Connection), StringComparison.Ordinal);
        Assert.Equal("", await left.Connection.Read());
    }

    [Fact]
    public async Task Who_leaves_between_two_changes_is_told_the_first_alone()
    {
        using var feed = Feed(known: 1);
        var (leaving, staying) = (Open(), Open());
        foreach (var (_, stream) in new[] { leaving, staying })
        {
            feed.TryJoin(stream, 1, out _);
            _ = stream.GoLive();
        }
        _ = feed.Run();
        _changes.Writer.TryWrite(Version(2));
        Assert.StartsWith("id: 2\n", await Arrived(leaving.Connection), StringComparison.Ordinal);
        Assert.StartsWith("id: 2\n", await Arrived(staying.Connection), StringComparison.Ordinal);

        feed.Leave(leaving.Stream);
        _changes.Writer.TryWrite(Version(3));

        Assert.StartsWith("id: 3\n", await Arrived(staying.Connection), StringComparison.Ordinal);
        Assert.Equal("", await leaving.Connection.Read());
    }

    [Fact]
    public async Task A_feed_that_fails_ends_its_streams_and_those_who_come_later()
    {
        using var feed = Feed(known: 1);
        var (_, early) = Open();
        feed.TryJoin(early, 1, out _);
        var ended = early.GoLive();

        _changes.Writer.Complete(new InvalidOperationException("the test says so"));
        await feed.Run();

        await Assert.ThrowsAsync<InvalidOperationException>(() => ended.WaitAsync(HangsAfter));
        var (_, late) = Open();
        feed.TryJoin(late, 1, out _);
        await Assert.ThrowsAsync<InvalidOperationException>(() => late.GoLive().WaitAsync(HangsAfter));
    }

    [Fact]
    public async Task A_feed_whose_watch_brings_nothing_ends_its_streams_without_a_fault_and_says_so_once()
    {
        using var feed = Feed(known: 1);
        var (early, other) = (Open(), Open());
        feed.TryJoin(early.Stream, 1, out _);
        feed.TryJoin(other.Stream, 1, out _);
        Task[] ended = [early.Stream.GoLive(), other.Stream.GoLive()];

        _changes.Writer.TryWrite(Version(2));
        _changes.Writer.Complete();
        await feed.Run();

        Assert.StartsWith("id: 2\n", await Arrived(early.Connection), StringComparison.Ordinal);
        Assert.StartsWith("id: 2\n", await Arrived(other.Connection), StringComparison.Ordinal);
        await Task.WhenAll(ended).WaitAsync(HangsAfter);
        Assert.True(feed.IsOver);
        Assert.StartsWith("Warning A score cannot be watched, the journal cannot be read", Assert.Single(_log.Entries), StringComparison.Ordinal);
        var (_, late) = Open();
        feed.TryJoin(late, 2, out _);
        await late.GoLive().WaitAsync(HangsAfter);
    }

    public void Dispose() => _log.Dispose();

    public ValueTask Notify(ScoreNotice notice) => throw new NotSupportedException();

    /// <summary>The gauge, or the changes as they come; what lies between the first version and the tenth one by one, as for a watcher that is too slow.</summary>
    public IAsyncEnumerable<ScoreView> Watch(long? afterVersion, CancellationToken stop)
    {
        _watching = stop;
        return afterVersion switch
        {
            null => (_now is { } now ? new[] { now } : []).ToAsyncEnumerable(),
            > 1 and < 10 => new[] { Version(afterVersion.Value + 1) }.ToAsyncEnumerable(),
            _ => _changes.Reader.ReadAllAsync(stop),
        };
    }

    private ScoreFeed Feed(long known) => new(this, Version(known), TimeProvider.System, _log);

    private static (FakeConnection Connection, OpenStream Stream) Open()
    {
        var connection = new FakeConnection();
        return (connection, new OpenStream(connection.Http, connection, CancellationToken.None));
    }

    /// <summary>A stream that joined once the feed had come to a version, and was handed exactly what it had missed.</summary>
    private static async Task<FakeConnection> Joined(ScoreFeed feed, long seen, long latest)
    {
        FakeConnection? joined = null;
        await Until.Holds(() =>
        {
            var (connection, stream) = Open();
            if (!feed.TryJoin(stream, seen, out var missed) || missed.Count != latest - seen) return Task.FromResult(false);
            _ = stream.GoLive();
            joined = connection;
            return Task.FromResult(true);
        });
        return joined!;
    }

    private static async Task<string> Arrived(FakeConnection connection)
    {
        var text = "";
        await Until.Holds(async () => (text += await connection.Read()).Length > 0);
        return text;
    }

    private static ScoreView Version(long version) => new(default, default, version, version, 50m, 100, default, "signed-off.v1", []);
}
