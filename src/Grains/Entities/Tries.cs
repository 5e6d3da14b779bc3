namespace Periods.Grains.Entities;

/// <summary>
/// How often something is done again because somebody else was faster: as long as <see cref="Limits.TryAgainWithin"/> allows, and a few times at least, unless that takes
/// longer than anybody waits.
/// </summary>
internal struct Tries(IClock clock)
{
    private readonly TimeSpan _began = clock.Uptime;
    private int _count;

    /// <summary>Whether the time is over.</summary>
    public readonly bool TookLong => TookLongerThan(Limits.TryAgainWithin);

    /// <summary>Whether it may be tried, the first time included.</summary>
    public bool OneMore() => !TookLongerThan(_count++ <= Limits.TryAgainMin ? Limits.TryAgainAtMost : Limits.TryAgainWithin);

    private readonly bool TookLongerThan(TimeSpan time) => clock.Uptime - _began > time;
}
