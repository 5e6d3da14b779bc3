namespace Periods.Silo.Tests.Journals;

/// <summary>A clock that stands until it is moved: whatever waits, waits no longer than the test says.</summary>
internal class TestClock : TimeProvider
{
    public static readonly DateTimeOffset Noon = new(2026, 3, 31, 12, 0, 0, TimeSpan.Zero);

    private long _ticks = Noon.UtcTicks;
    private long _ahead;

    public override DateTimeOffset GetUtcNow() => new(Interlocked.Read(ref _ticks) + Interlocked.Read(ref _ahead), TimeSpan.Zero);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Interlocked.Read(ref _ticks);

    /// <summary>Time passes.</summary>
    public virtual void Advance(TimeSpan by) => Interlocked.Add(ref _ticks, by.Ticks);

    /// <summary>Somebody sets the clock: no time passes.</summary>
    public void Set(TimeSpan by) => Interlocked.Add(ref _ahead, by.Ticks);
}
