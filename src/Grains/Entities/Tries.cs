namespace Periods.Grains.Entities;

/// <summary>
/// How often something is done again because somebody else was faster: as long as <see cref="Limits.TryAgainWithin"/> allows, and a few times at least, unless that takes
/// longer than anybody waits.
/// </summary>
internal struct Tries()
{
    private readonly long _began = Environment.TickCount64;
    private int _count;

    /// <summary>Whether the time is over.</summary>
    public readonly bool TookLong => TookLongerThan(Limits.TryAgainWithin);

    /// <summary>Whether it may be tried, the first time included.</summary>
    public bool OneMore() => !TookLongerThan(_count++ <= Limits.TryAgainMin ? Limits.TryAgainAtMost : Limits.TryAgainWithin);

    /// <summary>Milliseconds of uptime, since clocks may be set.</summary>
    private readonly bool TookLongerThan(TimeSpan time) => Environment.TickCount64 - _began > time.TotalMilliseconds;
}
