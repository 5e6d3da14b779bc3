using Periods.Silo.Orleans;

namespace Periods.Silo.Tests.Orleans;

public sealed class DeadlineTests
{
    /// <summary>Who gives up first must be who can tell the others: the journal the grain, the grain the gateway, the gateway the client.</summary>
    [Fact]
    public void Deadlines_are_ranked_from_the_journal_to_Orleans()
    {
        TimeSpan[] ranked = [Limits.AppendWaitMax + Limits.CommitMax, OrleansLimits.ClientDeadline, OrleansLimits.GatewayDeadline, OrleansLimits.ResponseTimeout];

        Assert.Equal(ranked.Order().Distinct(), ranked);
    }

    /// <summary>docs/operations.md has five seconds for the process; before it comes to the cluster, those who are connected may take two (src/Gateway/Startup/Departure.cs).</summary>
    [Fact]
    public void A_silo_that_ends_waits_for_the_cluster_less_than_is_left_of_its_five_seconds() =>
        Assert.InRange(OrleansLimits.LeaveWithin + OrleansLimits.LetGoWithin, TimeSpan.Zero, TimeSpan.FromSeconds(5 - 2 - 0.5));
}
