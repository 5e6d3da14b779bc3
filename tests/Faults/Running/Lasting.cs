namespace Periods.Faults.Running;

/// <summary>The length of a fault: the one thing here that is measured in time, because it is the fault.</summary>
internal static class Lasting
{
    public static async Task For(TimeSpan length)
    {
        using var timer = new PeriodicTimer(length);
        await timer.WaitForNextTickAsync();
    }
}
