using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using Periods.Gateway.Access;

namespace Periods.Gateway.Tests.Access;

/// <summary>Places in the service, by a clock that the test moves.</summary>
public sealed class TenantShareTests
{
    private static readonly Guid Flooder = new(1, 0, 0, [0, 0, 0, 0, 0, 0, 0, 1]), Other = new(2, 0, 0, [0, 0, 0, 0, 0, 0, 0, 2]);

    private static readonly int AtOnce = Math.Max(1, Environment.ProcessorCount - 1);

    private readonly MovedClock _clock = new();
    private readonly TenantShares _shares;

    public TenantShareTests() => _shares = new TenantShares(_clock);

    [Fact]
    public void A_business_that_calls_alone_may_have_nearly_all() => Assert.Equal(Limits.InFlightOfOneBusinessMax, Enter(Flooder, Limits.InFlightOfOneBusinessMax + 1));

    [Fact]
    public void One_that_floods_is_held_to_its_share_as_soon_as_another_calls()
    {
        Assert.Equal(1_000, Enter(Flooder, 1_000));

        Assert.Equal(Limits.InFlightSharedMax / 2, Enter(Other, 1_000));
        Assert.Equal(0, Enter(Flooder, 1));
    }

    [Fact]
    public void One_that_comes_to_another_in_a_flood_has_its_share_from_the_first_request_on()
    {
        Assert.Equal(1, Enter(Other, 1));

        Assert.Equal(Limits.InFlightSharedMax / 2, Enter(Flooder, 1_000));
    }

    [Fact]
    public async Task Whoever_comes_on_two_connections_at_once_counts_once()
    {
        for (var n = 0; n < 5_000; n++)
        {
            var shares = new TenantShares(_clock);
            using var both = new Barrier(2);
            await Task.WhenAll(Come(), Come());

            for (var place = 2; place < Limits.InFlightSharedMax; place++) Assert.NotNull(shares.Enter(Flooder));

            Task Come() => Task.Run(() =>
            {
                both.SignalAndWait();
                Assert.NotNull(shares.Enter(Flooder));
            });
        }
    }

    [Fact]
    public void Whoever_has_called_within_a_second_is_one_of_those_who_call()
    {
        _shares.Enter(Other)!.Leave();
        Assert.Equal(1, Enter(Flooder, 1));
        _clock.Pass(TimeSpan.FromSeconds(0.9));

        Assert.Equal(Limits.InFlightSharedMax / 2 - 1, Enter(Flooder, 1_000));
    }

    [Fact]
    public void However_many_call_each_has_a_few_places()
    {
        for (var n = 10; n < 1_010; n++) Enter(new Guid(n, 0, 0, [0, 0, 0, 0, 0, 0, 0, 1]), 1);
        _clock.Pass(TimeSpan.FromSeconds(0.3));

        Assert.Equal(Limits.InFlightPerBusinessMin, Enter(Flooder, 100));
    }

    [Fact]
    public void A_place_that_was_left_is_free_again()
    {
        Enter(Flooder, Limits.InFlightOfOneBusinessMax - 1);
        var last = _shares.Enter(Flooder);
        Assert.Null(_shares.Enter(Flooder));

        last!.Leave();

        Assert.NotNull(_shares.Enter(Flooder));
        Assert.Null(_shares.Enter(Flooder));
    }

    [Fact]
    public async Task Who_does_not_read_large_answers_gets_no_more_of_them_until_they_are_sent()
    {
        const int Half = Limits.UnsentBytesPerBusinessMax / 2;
        var (first, second) = (new Sending(), new Sending());
        var place = _shares.Enter(Flooder)!;
        Assert.True(place.TrySend(first, Half));
        Assert.True(place.TrySend(second, Half));
        Assert.False(place.TrySend(new Sending(), 1));
        Assert.True(_shares.Enter(Other)!.TrySend(new Sending(), Half));
        place.Leave();

        // Nor as somebody new, a while later.
        _clock.Pass(TimeSpan.FromSeconds(10));
        Enter(Other, 1);
        var again = _shares.Enter(Flooder)!;
        Assert.False(again.TrySend(new Sending(), 1));

        await first.Done();
        Assert.True(again.TrySend(new Sending(), Half));
        await second.Done();
    }

    [Fact]
    public async Task An_answer_that_tells_what_was_done_is_counted_and_never_too_much()
    {
        var first = new Sending();
        var place = _shares.Enter(Flooder)!;
        Assert.True(place.TrySend(first, Limits.UnsentBytesPerBusinessMax));
        var done = new Sending();
        Assert.True(place.TrySend(done, 1, isDone: true));

        await first.Done();
        Assert.False(place.TrySend(new Sending(), Limits.UnsentBytesPerBusinessMax));
        await done.Done();
        Assert.True(place.TrySend(new Sending(), Limits.UnsentBytesPerBusinessMax));
    }

    [Fact]
    public void One_answer_alone_may_be_larger_than_all_together() =>
        Assert.True(_shares.Enter(Flooder)!.TrySend(new Sending(), Limits.UnsentBytesPerBusinessMax + 1));

    [Fact]
    public void Who_has_gone_no_longer_takes_a_share()
    {
        _shares.Enter(Other)!.Leave();
        Enter(Flooder, 1);
        _clock.Pass(TimeSpan.FromSeconds(2));

        Assert.Equal(Limits.InFlightOfOneBusinessMax - 1, Enter(Flooder, Limits.InFlightOfOneBusinessMax));
    }

    [Fact]
    public async Task Who_has_no_place_hears_so_after_a_while_or_at_once_when_many_wait_for_it()
    {
        var waiting = Enumerable.Range(0, Limits.TurnedAwayWaitingMax).Select(_ => _shares.TurnAway(CancellationToken.None)).ToList();

        Assert.DoesNotContain(waiting, turnedAway => turnedAway.IsCompleted);
        Assert.True(_shares.TurnAway(CancellationToken.None).IsCompleted);
        _clock.Ring();
        await Task.WhenAll(waiting);
        Assert.False(_shares.TurnAway(CancellationToken.None).IsCompleted);
    }

    [Fact]
    public async Task Who_has_no_place_and_leaves_does_not_wait_to_hear_so()
    {
        using var left = new CancellationTokenSource();
        var turnedAway = _shares.TurnAway(left.Token);
        Assert.False(turnedAway.IsCompleted);

        await left.CancelAsync();

        await turnedAway.WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task Of_reads_of_history_a_business_has_one_at_a_time_and_all_together_leave_a_processor()
    {
        var (running, tooMany) = (0, 0);
        var begun = new ConcurrentQueue<TenantShares.Tenant>();
        var end = new TaskCompletionSource();
        var flooder = _shares.Enter(Flooder)!;
        var reads = Enumerable.Range(0, 3).Select(_ => Read(flooder))
            .Concat(Enumerable.Range(2, Environment.ProcessorCount).Select(n => Read(_shares.Enter(new Guid(n, 0, 0, [0, 0, 0, 0, 0, 0, 0, 1]))!))).ToList();
        Assert.Equal(AtOnce, running);

        end.SetResult();
        await Task.WhenAll(reads);
        Assert.Equal(0, tooMany);
        // Whoever came after the flooder's first did not wait for its others.
        Assert.Single(begun.Take(1 + Environment.ProcessorCount), flooder);

        async Task Read(TenantShares.Tenant tenant) => Assert.True(await _shares.TryReadHistory(tenant, async () =>
        {
            if (Interlocked.Increment(ref running) > AtOnce) Interlocked.Increment(ref tooMany);
            begun.Enqueue(tenant);
            await end.Task;
            Interlocked.Decrement(ref running);
        }, CancellationToken.None));
    }

    [Fact]
    public async Task Who_would_wait_long_for_its_own_reads_of_history_or_for_those_of_others_is_not_kept_waiting()
    {
        var (begun, end) = (0, new TaskCompletionSource());
        var others = Enumerable.Range(2, AtOnce).Select(n => Read(new Guid(n, 0, 0, [0, 0, 0, 0, 0, 0, 0, 1]), end.Task)).ToList();
        Assert.Equal(AtOnce, begun);

        // Five seconds, as long as a client may wait.
        var waiting = Task.WhenAll(Read(Flooder, Task.CompletedTask), Read(Flooder, Task.CompletedTask), Read(new Guid(2, 0, 0, [0, 0, 0, 0, 0, 0, 0, 1]), Task.CompletedTask));
        Assert.All(await waiting.WaitAsync(TimeSpan.FromSeconds(30)), Assert.False);
        Assert.Equal(AtOnce, begun);

        end.SetResult();
        Assert.All(await Task.WhenAll(others), Assert.True);

        async Task<bool> Read(Guid business, Task until) => await _shares.TryReadHistory(
            _shares.Enter(business)!,
            async () =>
            {
                Interlocked.Increment(ref begun);
                await until;
            },
            CancellationToken.None);
    }

    [Fact]
    public async Task A_read_of_history_whose_client_leaves_makes_room_for_the_next()
    {
        var flooder = _shares.Enter(Flooder)!;
        for (var n = 0; n <= AtOnce; n++)
        {
            using var left = new CancellationTokenSource();
            await Assert.ThrowsAsync<OperationCanceledException>(() => _shares.TryReadHistory(flooder, () => Leaves(left), left.Token).AsTask());
        }

        Assert.True(await _shares.TryReadHistory(flooder, () => Task.CompletedTask, CancellationToken.None));

        static async Task Leaves(CancellationTokenSource left)
        {
            await left.CancelAsync();
            left.Token.ThrowIfCancellationRequested();
        }
    }

    private int Enter(Guid business, int times) => Enumerable.Range(0, times).Count(_ => _shares.Enter(business) is not null);

    private sealed class MovedClock : TimeProvider
    {
        private readonly List<Action> _timers = [];
        private long _now = TimeSpan.TicksPerDay;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _now;

        public void Pass(TimeSpan time) => _now += time.Ticks;

        /// <summary>Every timer's time has come.</summary>
        public void Ring() => _timers.ForEach(static ring => ring());

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            _timers.Add(() => callback(state));
            return base.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>A response that is sent when the test says so.</summary>
    private sealed class Sending : HttpResponse
    {
        private Func<Task> _sent = () => Task.CompletedTask;

        public override HttpContext HttpContext => throw new NotSupportedException();

        public override int StatusCode { get; set; }

        public override IHeaderDictionary Headers { get; } = new HeaderDictionary();

        public override Stream Body { get; set; } = Stream.Null;

        public override long? ContentLength { get; set; }

        public override string? ContentType { get; set; }

        public override IResponseCookies Cookies => throw new NotSupportedException();

        public override bool HasStarted => false;

        public Task Done() => _sent();

        public override void OnStarting(Func<object, Task> callback, object state) => throw new NotSupportedException();

        public override void OnCompleted(Func<object, Task> callback, object state) => _sent = () => callback(state);

        public override void Redirect(string location, bool permanent) => throw new NotSupportedException();
    }
}
