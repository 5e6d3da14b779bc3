using Periods.Grains.Entities;
using Periods.Grains.Journal;

namespace Periods.Silo;

/// <summary>The process's clock, as whole microseconds.</summary>
public sealed class SystemClock(TimeProvider time) : IClock
{
    public DateTimeOffset Now => Microseconds.Whole(time.GetUtcNow());

    public TimeSpan Uptime => new(Environment.TickCount64 * TimeSpan.TicksPerMillisecond);
}
