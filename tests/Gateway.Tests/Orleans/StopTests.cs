using Periods.Gateway.Tests.Running;
using Periods.Silo.Tests.Postgres;

namespace Periods.Gateway.Tests.Orleans;

/// <summary>Leaving the cluster asks the database, which may be away or silent: SIGTERM ends the process all the same, and in the time it has on the local host.</summary>
public sealed class StopTests
{
    /// <summary>docs/operations.md, and half of it again for a busy machine.</summary>
    private static readonly TimeSpan Documented = TimeSpan.FromSeconds(10 + 5);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_silo_ends_in_order_though_the_database_is_away_or_silent(bool isSilent)
    {
        await using var postgres = PostgresCluster.Create();
        await using var silo = await ServiceProcess.Start(postgres.NewDatabase());

        if (isSilent) postgres.Freeze();
        else postgres.Stop();
        try
        {
            await silo.Terminate();

            var code = await silo.Exit().WaitAsync(Documented);
            Assert.True(code == 0, string.Join('\n', silo.Errors));
        }
        finally
        {
            // One that is frozen cannot be stopped.
            if (isSilent) postgres.Thaw();
        }
    }
}
