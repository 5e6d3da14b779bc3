using Microsoft.Extensions.Logging.Abstractions;
using Periods.Access;
using Periods.Audit;
using Periods.Businesses;
using Periods.Closing;
using Periods.Gateway.Audit;
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

    private RefusalLog NewLog() => new(_kept, _clock, NullLogger.Instance);

    private static void Add(RefusalLog log, Guid business, int times)
    {
        for (var n = 0; n < times; n++) log.Add(new RecordRefusal(new Caller(business, Guid.Empty), "close_period", "period_already_closed", null));
    }

    /// <summary>What was handed to the journal.</summary>
    private sealed class Kept : IGrains
    {
        private readonly Dictionary<Guid, (int Kept, long LeftOut)> _kept = [];
        private int _refuses;

        public int Refuses { set => _refuses = value; }

        public (int Kept, long LeftOut) Of(Guid business) => _kept.GetValueOrDefault(business);

        public IAuditGrain Audit(Guid businessId) => new Grain(this, businessId);

        public IBusinessGrain Business(Guid businessId) => throw new NotSupportedException();

        public IPostingGrain Posting(Guid businessId) => throw new NotSupportedException();

        public IUsersGrain Users(Guid businessId) => throw new NotSupportedException();

        public IPeriodGrain Period(Guid businessId, Guid periodId) => throw new NotSupportedException();

        public ICloseScoreGrain CloseScore(Guid businessId, Guid periodId) => throw new NotSupportedException();

        private sealed class Grain(Kept kept, Guid business) : IAuditGrain
        {
            public ValueTask<Outcome<Done>> RecordRefusal(RecordRefusal request)
            {
                if (Interlocked.Decrement(ref kept._refuses) >= 0) return new(RefusalCode.StorageUnavailable);
                lock (kept._kept) kept._kept[business] = (kept.Of(business).Kept + 1, kept.Of(business).LeftOut);
                return new(Done.Instance);
            }

            public ValueTask<Outcome<Done>> RecordLeftOut(RecordLeftOut request)
            {
                lock (kept._kept) kept._kept[business] = (kept.Of(business).Kept, kept.Of(business).LeftOut + request.Count);
                return new(Done.Instance);
            }

            public ValueTask<Outcome<AuditPage>> List(ListAudit request) => throw new NotSupportedException();

            public ValueTask<Outcome<ChainReport>> VerifyPeriod(Guid periodId) => throw new NotSupportedException();
        }
    }

    private sealed class MovedClock : TimeProvider
    {
        private long _now;

        public void Pass(TimeSpan time) => _now += time.Ticks;

        public override long GetTimestamp() => _now;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;
    }
}
