namespace Periods.Grains.Entities;

/// <summary>When it is. Times are recorded; nothing is ever ordered or decided by comparing them across commands.</summary>
public interface IClock
{
    /// <summary>UTC, whole microseconds.</summary>
    DateTimeOffset Now { get; }

    /// <summary>For how long something took: nobody can set it.</summary>
    TimeSpan Uptime { get; }
}
