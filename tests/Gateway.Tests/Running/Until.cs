namespace Periods.Gateway.Tests.Running;

/// <summary>Waits for facts.</summary>
internal static class Until
{
    private const int AsksMax = 2_000;

    /// <summary>Asks again and again, a bounded number of times, until the service says so.</summary>
    /// <param name="instead">Says what was seen when it never was so.</param>
    public static async Task Holds(Func<Task<bool>> fact, Func<string>? instead = null)
    {
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        for (var asked = 0; asked < AsksMax; asked++)
        {
            if (await fact()) return;
            await pace.WaitForNextTickAsync();
        }
        Assert.Fail($"Asked {AsksMax} times, and it never was so. {instead?.Invoke()}");
    }
}
