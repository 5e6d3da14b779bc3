using Microsoft.Extensions.Logging.Abstractions;
using Periods.Access;
using Periods.Audit;
using Periods.Businesses;
using Periods.Closing;
using Periods.Gateway.Audit;
using Periods.Gateway.Tests.Running;
using Periods.Posting;
using Periods.Scoring;

namespace Periods.Gateway.Tests.Audit;

/// <summary>The bounds of what is kept, by a clock that the test moves.</summary>
public sealed class RefusalLogTests
{
    private static readonly Guid Flooder = new(1, 0, 0, [0, 0, 0, 0, 0, 0, 0, 1]), Other = new(2, 0, 0, [0, 0, 0, 0, 0, 0, 0, 2]);

    private readonly Kept _kept = new();
    private readonly MovedClock _clock = new();

    [Fact]
    public async Task One_that_floods_has_its_share_kept_and_the_rest_counted_and_others_lose_nothing()
    {
        await using (var log = NewLog())
        {
            Add(log, Flooder, Limits.RefusalsKeptAtOnce + 500);
            Add(log, Other, 3);
        }

        Assert.Equal((Limits.RefusalsKeptAtOnce, 500), _kept.Of(Flooder));
        Assert.Equal((3, 0), _kept.Of(Other));
    }

    [Fact]
    public async Task With_each_minute_some_more_are_kept()
    {
        await using (var log = NewLog())
        {
            Add(log, Flooder, Limits.RefusalsKeptAtOnce + 500);
            _clock.Pass(TimeSpan.FromMinutes(2));
            Add(log, Flooder, 500);
        }

        Assert.Equal((Limits.RefusalsKeptAtOnce + (2 * Limits.RefusalsKeptPerMinute), 1_000 - (2 * Limits.RefusalsKeptPerMinute)), _kept.Of(Flooder));
    }

    [Fact]
    public async Task What_the_journal_does_not_take_is_counted()
    {
        await using (var log = NewLog())
        {
            _kept.Refuses = 7;
            Add(log, Other, 10);
        }

        Assert.Equal((3, 7), _kept.Of(Other));
    }

    [Fact]
    public async Task What_a_fault_kept_from_the_journal_is_counted_and_what_comes_after_it_is_kept()
    {
        using var told = new KeptLog();
        await using (var log = new RefusalLog(_kept, _clock, told))
        {
            _kept.Fails = true;
            Add(log, Flooder, 1);
            await Until.Holds(() => Task.FromResult(told.Entries.Length == 1));
            await Until.Holds(() =>
            {
                _clock.Ring();
                return Task.FromResult(told.Entries.Length == 2);
            });
            _kept.Fails = false;
            Add(log, Other, 3);
        }

        Assert.Equal((0, 1), _kept.Of(Flooder));
        Assert.Equal((3, 0), _kept.Of(Other));
        Assert.All(told.Entries, line => Assert.Equal("Error Refusals were not kept in the audit log, but counted. InvalidOperationException", line));
    }

    [Fact]
    public async Task What_was_left_out_is_told_each_minute_and_again_where_the_journal_did_not_take_it()
    {
        await using var log = NewLog();
        Add(log, Flooder, Limits.RefusalsKeptAtOnce + 500);
        await Until.Holds(() => Task.FromResult(_kept.Of(Flooder).Kept == Limits.RefusalsKeptAtOnce));

        _kept.Refuses = 1;
        _clock.Ring();
        Assert.Equal(0, _kept.Of(Flooder).LeftOut);
        _clock.Ring();
        Assert.Equal(500, _kept.Of(Flooder).LeftOut);

        // To be told of is not to be forgiven.
        _clock.Ring();
        Add(log, Flooder, 10);
        _clock.Ring();
        Assert.Equal((Limits.RefusalsKeptAtOnce, 510), _kept.Of(Flooder));
    }

    [Fact]
    public async Task What_the_journal_does_not_take_for_longer_than_its_business_is_remembered_is_counted()
    {
        await using (var log = NewLog())
        {
            _kept.Hold();
            Add(log, Other, 1);
            await Until.Holds(() => Task.FromResult(_kept.IsAsked));
            _clock.Pass(TimeSpan.FromMinutes(1));
            _clock.Ring();
            _kept.Refuses = 1;
            _kept.Release();
        }

        Assert.Equal((0, 1), _kept.Of(Other));
    }

    [Fact]
    public async Task More_than_can_wait_are_counted()
    {
        var businesses = Enumerable.Range(1, 40).Select(n => new Guid(n, 0, 0, [0, 0, 0, 0, 0, 0, 0, 3])).ToList();
        await using (var log = NewLog())
        {
            _kept.Hold();
            foreach (var business in businesses) Add(log, business, Limits.RefusalsKeptAtOnce);
            _kept.Release();
        }

        Assert.Equal(businesses.Count * Limits.RefusalsKeptAtOnce, businesses.Sum(business => _kept.Of(business).Kept + _kept.Of(business).LeftOut));
        Assert.True(businesses.Sum(business => _kept.Of(business).LeftOut) > 0);
    }

    [Fact]
    public async Task What_the_journal_never_takes_is_told_of_at_the_end()
    {
        using var told = new KeptLog();
        await using (var log = new RefusalLog(_kept, _clock, told))
        {
            _kept.Refuses = int.MaxValue;
            Add(log, Other, 7);
        }

        Assert.Equal(["Warning 7 refusals are missing from the audit log: the journal did not take them before the end."], told.Entries);
    }

    [Fact]
    public async Task The_end_waits_a_second_for_a_journal_that_does_not_answer_and_tells_what_it_did_not_begin()
    {
        using var told = new KeptLog();
        _kept.Hold();
        var log = new RefusalLog(_kept, _clock, told);
        Add(log, Other, 1);
        await Until.Holds(() => Task.FromResult(_kept.IsAsked));
        Add(log, Other, 5);

        var ending = log.DisposeAsync().AsTask();
        await Until.Holds(() =>
        {
            _clock.Ring();
            return Task.FromResult(ending.IsCompleted);
        });

        await ending;
        Assert.Equal(["Warning 5 refusals are missing from the audit log: the journal did not take them before the end."], told.Entries);
        Assert.Equal(TimeSpan.FromSeconds(1), _clock.Longest);
    }

    private RefusalLog NewLog() => new(_kept, _clock, NullLogger.Instance);

    private static void Add(RefusalLog log, Guid business, int times)
    {
        for (var n = 0; n < times; n++) log.Add(new RecordRefusal(new Caller(business, Guid.Empty), "close_period", "period_already_closed", null));
    }

    /// <summary>What was handed to the journal.</summary>
    private sealed class Kept : IGrains
    {
        private readonly Dictionary<Guid, (int Kept, long LeftOut)> _kept = [];
        private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private bool _holds;
        private int _refuses;

        public int Refuses { set => _refuses = value; }

        /// <summary>Whether what it is asked ends in a fault.</summary>
        public bool Fails { get; set; }

        public bool IsAsked { get; private set; }

        public void Hold() => _holds = true;

        public void Release() => _released.SetResult();

        public (int Kept, long LeftOut) Of(Guid business) => _kept.GetValueOrDefault(business);

        public IAuditGrain Audit(Guid businessId) => new Grain(this, businessId);

        public IBusinessGrain Business(Guid businessId) => throw new NotSupportedException();

        public IPostingGrain Posting(Guid businessId) => throw new NotSupportedException();

        public IUsersGrain Users(Guid businessId) => throw new NotSupportedException();

        public IPeriodGrain Period(Guid businessId, Guid periodId) => throw new NotSupportedException();

        public ICloseScoreGrain CloseScore(Guid businessId, Guid periodId) => throw new NotSupportedException();

        private sealed class Grain(Kept kept, Guid business) : IAuditGrain
        {
            public async ValueTask<Outcome<Done>> RecordRefusal(RecordRefusal request)
            {
                kept.IsAsked = true;
                if (kept.Fails) throw new InvalidOperationException("a bug");
                if (kept._holds) await kept._released.Task;
                if (Interlocked.Decrement(ref kept._refuses) >= 0) return RefusalCode.StorageUnavailable;
                lock (kept._kept) kept._kept[business] = (kept.Of(business).Kept + 1, kept.Of(business).LeftOut);
                return Done.Instance;
            }

            public ValueTask<Outcome<Done>> RecordLeftOut(RecordLeftOut request)
            {
                if (kept.Fails) throw new InvalidOperationException("a bug");
                if (Interlocked.Decrement(ref kept._refuses) >= 0) return new(RefusalCode.StorageUnavailable);
                lock (kept._kept) kept._kept[business] = (kept.Of(business).Kept, kept.Of(business).LeftOut + request.Count);
                return new(Done.Instance);
            }

            public ValueTask<Outcome<AuditPage>> List(ListAudit request) => throw new NotSupportedException();

            public ValueTask<Outcome<ChainReport>> VerifyPeriod(Guid periodId, CancellationToken left) => throw new NotSupportedException();
        }
    }

    private sealed class MovedClock : TimeProvider
    {
        private readonly List<Action> _timers = [];
        private long _now;

        /// <summary>What somebody waits for but once.</summary>
        public TimeSpan Longest { get; private set; }

        public void Pass(TimeSpan time) => _now += time.Ticks;

        /// <summary>Every timer's time has come.</summary>
        public void Ring()
        {
            Action[] timers;
            lock (_timers) timers = [.. _timers];
            foreach (var ring in timers) ring();
        }

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            if (period == Timeout.InfiniteTimeSpan && dueTime > Longest) Longest = dueTime;
            lock (_timers) _timers.Add(() => callback(state));
            return base.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }

        public override long GetTimestamp() => _now;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;
    }
}
