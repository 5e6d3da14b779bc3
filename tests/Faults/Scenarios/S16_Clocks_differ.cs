using Microsoft.Extensions.Logging.Abstractions;
using Periods.Businesses;
using Periods.Closing;
using Periods.Faults.Checks;
using Periods.Silo;

namespace Periods.Faults.Scenarios;

/// <summary>S16: of three silos one is ten minutes behind and one an hour ahead: on any day, at the end of a month, and while the clocks change.</summary>
[Collection(nameof(FaultRun))]
public sealed class S16_Clocks_differ(FaultRun run)
{
    private static readonly TimeSpan[] Offsets = [TimeSpan.FromMinutes(-10), TimeSpan.Zero, TimeSpan.FromHours(1)];

    /// <summary>In Berlin: five to midnight on the last of a month; the hour that does not exist; the hour that exists twice.</summary>
    private static readonly DateTimeOffset[] Moments =
        [new(2026, 4, 30, 21, 55, 0, default), new(2026, 3, 29, 0, 55, 0, default), new(2026, 10, 25, 0, 30, 0, default)];

    [Fact]
    public Task S16_Order_and_status_are_the_same_on_every_silo_whatever_its_clock_says() => run.Play("S16", async (figures, _) =>
    {
        foreach (var moment in Moments)
        {
            var journal = run.Shared().NewJournal();
            var silos = new List<LocalSilo>();
            foreach (var offset in Offsets) silos.Add(await LocalSilo.Open(new JournalSource(journal), new Clock(moment + offset), NullLoggerFactory.Instance));
            try
            {
                var business = Guid.NewGuid();
                Accepted(await silos[0].Grains.Business(business).Create(new CreateBusiness(default, "Bäckerei", "Europe/Berlin")));
                for (var i = 0; i < Rounds.Of(10, 60); i++) figures.Acknowledged(await LiveAMonth(silos, business, new DateOnly(2015, 1, 1).AddMonths(i), i));
                await CloseTheRunningDay(silos, business, moment);
                figures.Injected(Offsets.Length - 1);
            }
            finally
            {
                foreach (var silo in silos) await silo.DisposeAsync();
            }
            Assert.Equal(Journals.Whole, await Journals.Verify(journal));
        }
    });

    /// <summary>Each step on another silo than the one before; after each, all say the same.</summary>
    private static async Task<int> LiveAMonth(List<LocalSilo> silos, Guid business, DateOnly start, int turn)
    {
        var (period, end) = (Guid.NewGuid(), start.AddMonths(1).AddDays(-1));
        var caller = new Caller(business, Guid.NewGuid(), new CommandKey($"{period}", 1));
        IBusinessGrain Next() => silos[turn++ % silos.Count].Grains.Business(business);

        Accepted(await Next().CreatePeriod(new CreatePeriod(default, period, start, end)));
        var first = Accepted(await Next().ClosePeriod(new ClosePeriod(caller, Guid.NewGuid(), end, null, null, Ordered: true)));
        await AllSay(silos, business, period, PeriodStatus.Closed);
        Assert.Equal(first, Accepted(await Next().ClosePeriod(new ClosePeriod(caller, Guid.NewGuid(), end, null, null, Ordered: true))));
        Accepted(await Next().ReopenPeriod(new ReopenPeriod(default, period, "late invoice")));
        await AllSay(silos, business, period, PeriodStatus.Open);
        Accepted(await Next().ClosePeriod(new ClosePeriod(default, Guid.NewGuid(), end, null, null, Ordered: true)));
        Accepted(await Next().LockPeriod(new LockPeriod(default, period, null)));
        await AllSay(silos, business, period, PeriodStatus.Locked);
        return 5;
    }

    /// <summary>Only the rule "not in the future" asks a clock, the silo's that decides; what it accepted holds on all of them.</summary>
    private static async Task CloseTheRunningDay(List<LocalSilo> silos, Guid business, DateTimeOffset moment)
    {
        var ahead = DateOf(moment + Offsets[2]);
        Assert.Equal(RefusalCode.EndDateInFuture, (await silos[2].Grains.Business(business).ClosePeriod(Ending(ahead.AddDays(1)))).Refusal?.Code);
        if (DateOf(moment) < ahead)
            Assert.Equal(new Refusal(RefusalCode.EndDateInFuture, DateOf(moment)), (await silos[1].Grains.Business(business).ClosePeriod(Ending(ahead))).Refusal);
        var closed = Accepted(await silos[2].Grains.Business(business).ClosePeriod(Ending(ahead)));
        await AllSay(silos, business, closed.Id, PeriodStatus.Closed);
    }

    private static ClosePeriod Ending(DateOnly end) => new(default, Guid.NewGuid(), end, null, null, Ordered: true);

    private static DateOnly DateOf(DateTimeOffset moment) =>
        DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(moment, TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin")).DateTime);

    private static async Task AllSay(List<LocalSilo> silos, Guid business, Guid period, PeriodStatus status)
    {
        foreach (var silo in silos) Assert.Equal(status, Accepted(await silo.Grains.Business(business).GetPeriod(period)).Status);
    }

    private static T Accepted<T>(Outcome<T> outcome)
        where T : class
    {
        Assert.Null(outcome.Refusal);
        return outcome.Value!;
    }

    /// <summary>A clock that was set to something else.</summary>
    private sealed class Clock(DateTimeOffset start) : TimeProvider
    {
        private readonly long _since = System.GetTimestamp();

        public override DateTimeOffset GetUtcNow() => start + System.GetElapsedTime(_since);
    }
}
