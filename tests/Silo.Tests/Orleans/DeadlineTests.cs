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
}
