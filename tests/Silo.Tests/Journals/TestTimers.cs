namespace Periods.Silo.Tests.Journals;

/// <summary>A clock whose timers end when it is moved far enough, and never by themselves: however slow the machine is, nothing runs out before the test says so.</summary>
internal sealed class TestTimers : TestClock
{
    private readonly List<Once> _timers = [];

    public override void Advance(TimeSpan by)
    {
        base.Advance(by);
        Once[] due;
        lock (_timers)
        {
            due = [.. _timers.Where(timer => timer.Due <= GetTimestamp())];
            _timers.RemoveAll(due.Contains);
        }
        foreach (var timer in due) timer.End();
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        Assert.Equal(Timeout.InfiniteTimeSpan, period);
        var timer = new Once(this, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    private sealed class Once(TestTimers clock, Action end) : ITimer
    {
        public long Due { get; private set; }

        public void End() => end();

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock._timers)
            {
                clock._timers.Remove(this);
                if (dueTime == Timeout.InfiniteTimeSpan) return true;
                Due = clock.GetTimestamp() + dueTime.Ticks;
                clock._timers.Add(this);
            }
            return true;
        }

        public void Dispose() => Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
