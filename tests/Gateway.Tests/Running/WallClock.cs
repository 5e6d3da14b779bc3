namespace Periods.Gateway.Tests.Running;

/// <summary>The system's time, except that the date is moved by the test: what is measured goes on as it is, what is dated lies in the future.</summary>
internal sealed class WallClock : TimeProvider
{
    private TimeSpan _ahead;

    public void Pass(TimeSpan time) => _ahead += time;

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + _ahead;
}
