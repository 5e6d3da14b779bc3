using Periods.Gateway.Tests.Running;

namespace Periods.Gateway.Tests.Survival;

/// <summary>At a limit the answer is a clear refusal.</summary>
public sealed class FullTests
{
    [Fact]
    public async Task A_period_remembers_twenty_thousand_keys_of_a_user_and_refuses_more_but_still_replays_and_takes_others()
    {
        await using var own = await OwnService.Start();
        var company = await own.Service.NewCompany();
        var period = await company.OpenPeriod();
        await AtOnce(Limits.RememberedKeysOfUserMax, async i => (await company.Member.Client.Keyed($"k-{i}").SignOff(period, "preparer", $"n-{i}")).Ok());

        var refused = (await company.Member.Client.Keyed("one more").SignOff(period, "preparer"))
            .IsError(429, "idempotency_memory_full", "Too many idempotency keys on one resource within a day");
        Assert.Equal("600", refused.Headers["Retry-After"]);
        (await company.Member.Client.Keyed("k-7").SignOff(period, "preparer", "n-7")).Ok();
        (await company.Member.Client.SignOff(period, "preparer", "without a key")).Ok();
        (await company.Admin.Client.Keyed("one more").ClosePeriod("2026-03-31")).Ok();
    }

    private static Task AtOnce(int count, Func<int, Task> work) =>
        Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = 64 }, async (i, _) => await work(i));
}
