namespace Periods.Grains.Journal;

/// <summary>Times are kept as whole microseconds since 1970, UTC.</summary>
public static class Microseconds
{
    public static long Of(DateTimeOffset at) => (at.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;

    /// <summary>Throws when there is no such time; two numbers never are the same one.</summary>
    public static DateTimeOffset ToTime(long microseconds) => DateTimeOffset.UnixEpoch.AddTicks(checked(microseconds * TimeSpan.TicksPerMicrosecond));

    /// <summary>The time as storage will give it back.</summary>
    public static DateTimeOffset Whole(DateTimeOffset at) => ToTime(Of(at));
}
