namespace Periods.Grains.Entities;

/// <summary>How often something is done again because somebody else was faster: a few times at least, and as long as <see cref="Limits.TryAgainWithin"/> allows.</summary>
internal struct Tries()
{
    private readonly long _began = Environment.TickCount64;
    private int _count;

    /// <summary>Whether the time is over. Milliseconds of uptime, since clocks may be set.</summary>
    public readonly bool TookLong => Environment.TickCount64 - _began > Limits.TryAgainWithin.TotalMilliseconds;

    /// <summary>Whether it may be tried, the first time included.</summary>
    public bool OneMore() => _count++ <= Limits.TryAgainMin || !TookLong;
}
