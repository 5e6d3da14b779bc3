using Periods.Grains.Journal;
using Periods.Silo.Postgres;
using Periods.Silo.Tests.Journals;

namespace Periods.Silo.Tests.Postgres;

/// <summary>What goes together in a batch.</summary>
public sealed class AppendScheduleTests
{
    private const int Half = Limits.JournalBatchBytesMax / 2;

    private readonly AppendSchedule _schedule = new(lanes: 1, new TestClock());

    [Fact]
    public async Task A_batch_ends_before_it_is_too_large()
    {
        Add(Text(Half - 100), Text(Half - 100), Text(300), Text(1));

        Assert.Equal([2, 2], await Batches());
    }

    [Fact]
    public async Task An_append_larger_than_a_batch_may_be_goes_alone()
    {
        Add(Text(1), Text(3 * Half), Text(1), Text(1));

        Assert.Equal([1, 1, 2], await Batches());
    }

    [Fact]
    public async Task Replies_and_what_was_replaced_count_as_well()
    {
        Add(
            EntityPen.New().Part(EntityPen.Answer("k", new string('x', Half)), "kept"), Text(Half),
            EntityPen.New().Noted(TestClock.Noon, new EventContext(default, new byte[Half], null)), Text(Half));

        Assert.Equal([1, 1, 1, 1], await Batches());
    }

    [Theory]
    [InlineData("the other waits")]
    [InlineData("the other is under way")]
    public async Task Who_is_to_keep_an_order_gets_no_lane_of_its_own_before_all_is_committed(string when)
    {
        var schedule = new AppendSchedule(lanes: 2, new TestClock());
        var (here, other) = (EntityPen.New(), EntityPen.New());
        var (first, slow, next) = (Pending(here), Pending(other), Pending(here));
        var order = new PendingAppend([here.Part(), other.Part()], new TestClock()) { KeepsOrder = true };
        Assert.True(schedule.TryAdd(first));
        var underWay = await schedule.Take(0, Timeout.InfiniteTimeSpan);
        for (var i = 0; i < PostgresSettings.BatchWellFilled; i++) Assert.True(schedule.TryAdd(Pending(EntityPen.New())));
        Assert.True(schedule.TryAdd(slow));
        var slowUnderWay = when == "the other waits" ? [] : await schedule.Take(1, Timeout.InfiniteTimeSpan);

        Assert.All([order, next], append => Assert.True(schedule.TryAdd(append)));
        schedule.Done(underWay!);

        var fillers = await schedule.Take(0, Timeout.InfiniteTimeSpan);
        Assert.Equal(PostgresSettings.BatchWellFilled, fillers!.Count);
        schedule.Done(slowUnderWay!);
        Assert.Equal(when == "the other waits" ? [slow, order, next] : [order, next], await schedule.Take(1, Timeout.InfiniteTimeSpan));
    }

    [Fact]
    public async Task Who_was_set_aside_too_long_is_answered_and_takes_no_room_any_more()
    {
        var (schedule, clock) = (new AppendSchedule(lanes: 2, new TestClock()), new TestClock());
        var (here, other) = (EntityPen.New(), EntityPen.New());
        Assert.True(schedule.TryAdd(Pending(here)));
        var underWay = await schedule.Take(0, Timeout.InfiniteTimeSpan);
        for (var i = 0; i < PostgresSettings.BatchWellFilled; i++) Assert.True(schedule.TryAdd(Pending(EntityPen.New())));
        Assert.True(schedule.TryAdd(Pending(other)));
        var late = new PendingAppend([here.Part("late"), other.Part("late")], clock);
        Assert.True(schedule.TryAdd(late));
        clock.Advance(Limits.AppendWaitMax + TimeSpan.FromMilliseconds(1));

        schedule.Sweep();

        Assert.Equal(AppendResult.Failed, await late.Task);
        Assert.Equal(PostgresSettings.BatchWellFilled + 1, schedule.Waiting);
        schedule.Done(underWay!);
        // Its turn comes behind the other one, and it is passed over.
        foreach (var (lane, count) in new[] { (0, PostgresSettings.BatchWellFilled), (1, 1) })
        {
            var batch = await schedule.Take(lane, Timeout.InfiniteTimeSpan);
            Assert.Equal(count, batch!.Count);
            schedule.Done(batch);
        }
        Assert.Equal(0, schedule.Waiting);
        Assert.False(schedule.Holds(here.Key) || schedule.Holds(other.Key));
    }

    [Theory]
    [InlineData("a batch")]
    [InlineData("a look whether storage works")]
    public async Task What_is_new_is_not_put_behind_what_does_not_come_back(string underWay)
    {
        var clock = new TestClock();
        var schedule = new AppendSchedule(lanes: 2, clock);
        var here = EntityPen.New();
        if (underWay == "a batch") Assert.True(schedule.TryAdd(Pending(here)));
        Assert.Equal(underWay == "a batch" ? 1 : 0, (await schedule.Take(0, TimeSpan.Zero))!.Count);

        var (soon, behind, late) = (Pending(EntityPen.New()), Pending(here), Pending(EntityPen.New()));
        clock.Advance(PostgresSettings.LaneStallsAfter);
        Assert.True(schedule.TryAdd(soon));
        Assert.True(schedule.TryAdd(behind));
        clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.True(schedule.TryAdd(late));

        Assert.Equal([late], await schedule.Take(1, TimeSpan.Zero));
        Assert.Equal([soon, behind], await schedule.Take(0, TimeSpan.Zero));
        var next = Pending(EntityPen.New());
        Assert.True(schedule.TryAdd(next));
        schedule.Close();
        Assert.Equal([next], await schedule.Take(0, TimeSpan.Zero));
    }

    private static PendingAppend Pending(EntityPen pen) => new([pen.Part("written")], new TestClock());

    private void Add(params EntityAppend[] parts) => Assert.All(parts, part => Assert.True(_schedule.TryAdd(new PendingAppend([part], new TestClock()))));

    private async Task<List<int>> Batches()
    {
        var sizes = new List<int>();
        _schedule.Close();
        while (await _schedule.Take(0, Timeout.InfiniteTimeSpan) is { } batch)
        {
            sizes.Add(batch.Count);
            _schedule.Done(batch);
        }
        return sizes;
    }

    private static EntityAppend Text(int length) => EntityPen.New().Part(new string('x', length));
}
