using Periods.Gateway.Tests.Running;
using Periods.Silo;
using Periods.Silo.Postgres;
using Periods.Silo.Tests.Postgres;

namespace Periods.Gateway.Tests.Survival;

/// <summary>What <c>periods verify</c> ends with: where all is well, where it has found damage, and, which is neither, where it cannot look.</summary>
[Collection("Processes")]
public sealed class VerifyCommandTests
{
    [Fact]
    public async Task A_journal_that_is_whole_ends_with_0_and_a_bad_row_is_named_and_ends_with_2()
    {
        using var folder = new TempFolder();
        var journal = folder.File("periods.db");
        await using (var service = await ServiceProcess.Start(journal))
        {
            await service.NewCompany();
            await service.Terminate();
            Assert.Equal(0, await service.Exit());
        }
        var events = await Journal.Length(journal);
        Assert.Equal((0, $"{events} events of 2 entities read from {journal}\nevery chain is whole\n", ""), await Verify($"Data Source={journal}"));

        Journal.Alter(journal, $"UPDATE event SET client_address = '192.0.2.1' WHERE position = {events}");
        var (exit, output, errors) = await Verify($"Data Source={journal}");
        Assert.Equal((2, ""), (exit, errors));
        Assert.Contains($", position {events}: is not what was written after the version before it", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Host=db;Database=books;Username=auditor;Password=secret", "PostgreSQL at db, database books")]
    [InlineData("Host=db;Port=5433", "PostgreSQL at db:5433")]
    [InlineData("Host=/run/postgresql", "PostgreSQL at /run/postgresql")]
    public void A_journal_has_a_name_that_tells_it_from_others_and_no_secret(string connection, string name) => Assert.Equal(name, new JournalSource(connection).Name);

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

    private static Task<(int ExitCode, string Output, string Errors)> Verify(string journal) =>
        Shell.Run("dotnet", [Path.Combine(AppContext.BaseDirectory, "Periods.Gateway.dll"), "verify"], ("ConnectionStrings__Journal", journal));

    private static async Task AssertCannotLook(string journal, string why)
    {
        var (exit, output, errors) = await Verify(journal);
        Assert.Equal((1, ""), (exit, output));
        Assert.StartsWith($"periods: {why}", Assert.Single(errors.TrimEnd('\n').Split('\n')), StringComparison.Ordinal);
    }
}
