using Periods.Gateway.Tests.Running;
using Periods.Silo.Postgres;
using Periods.Silo.Tests.Postgres;

namespace Periods.Gateway.Tests.Survival;

/// <summary>What <c>periods verify</c> ends with where it cannot look: not with what it ends with when it has found damage.</summary>
[Collection("Processes")]
public sealed class VerifyCommandTests
{
    [Fact]
    public async Task A_database_that_goes_away_or_is_of_an_older_release_is_one_line_and_no_bad_row()
    {
        await using var server = PostgresCluster.Create();
        var journal = server.NewDatabase();
        await PostgresSchema.Migrate(journal);

        PostgresCluster.Execute(journal, """
            ALTER TABLE periods.lane RENAME TO lane_kept;
            CREATE VIEW periods.lane AS SELECT 1 AS id, CASE WHEN pg_terminate_backend(pg_backend_pid()) THEN 0::bigint END AS position;
            """);
        await AssertCannotLook(journal, "The journal could not be read to its end: 127.0.0.1:");

        PostgresCluster.Execute(journal, "DELETE FROM periods.schema_version WHERE version > 2");
        await AssertCannotLook(journal, "The journal at 127.0.0.1:");
    }

    private static async Task AssertCannotLook(string journal, string why)
    {
        var (exit, output, errors) = await Shell.Run("dotnet", [Path.Combine(AppContext.BaseDirectory, "Periods.Gateway.dll"), "verify"], ("ConnectionStrings__Journal", journal));
        Assert.Equal((1, ""), (exit, output));
        Assert.StartsWith($"periods: {why}", Assert.Single(errors.TrimEnd('\n').Split('\n')), StringComparison.Ordinal);
    }
}
