using System.Text.RegularExpressions;
using Npgsql;
using Periods.Faults.Checks;
using Periods.Faults.Load;
using Periods.Faults.Running;
using Periods.Gateway.Tests.Running;

namespace Periods.Faults.Scenarios;

/// <summary>An online backup of either journal under load; verified, restored, served.</summary>
[Collection(nameof(FaultRun))]
public sealed partial class Backup_and_restore(FaultRun run)
{
    /// <summary>The statement that an operator is told to give to sqlite3.</summary>
    [GeneratedRegex("^sqlite3 data/periods.db \"(?<statement>[^\"]*'backup.db'[^\"]*)\"", RegexOptions.Multiline)]
    private static partial Regex Documented();

    [Fact]
    public Task A_backup_of_the_file_under_load_holds_every_command_acknowledged_before_it_began() => run.Play("bakF", async (figures, seed) =>
    {
        using var folder = new TempFolder();
        var (file, copy) = (folder.File("periods.db"), folder.File("backup.db"));
        var statement = Documented().Match(await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "operations.md"))).Groups["statement"].Value;
        await using var cluster = await Cluster.OnFile(file);
        await Check(
            figures, seed, cluster,
            () => Journals.Execute(cluster.Journal, statement.Replace("backup.db", copy, StringComparison.Ordinal)),
            async () =>
            {
                // What was written after the backup is in a log that nobody has put away.
                await cluster.Only.Kill();
                Assert.True(new FileInfo(file + "-wal").Length > 0);
                foreach (var part in new[] { "", "-wal", "-shm" }) File.Move(file + part, folder.File($"old.db{part}"));
                File.Move(copy, file);
                return cluster.Journal;
            });
    });

    [Fact]
    public Task A_backup_of_the_database_under_load_holds_every_command_acknowledged_before_it_began() => run.Play("bakP", async (figures, seed) =>
    {
        using var folder = new TempFolder();
        var database = run.Shared();
        await using var cluster = await Cluster.On(database, silos: 2);
        await Check(
            figures, seed, cluster,
            () => Client("pg_dump", cluster.Journal, "--format=custom", "--file", folder.File("backup.dump")),
            async () =>
            {
                var restored = database.NewJournal();
                await Client("pg_restore", restored, "--exit-on-error", folder.File("backup.dump"));
                return restored;
            });
    });

    private static async Task Check(Figures figures, int seed, Cluster cluster, Func<Task> backUp, Func<Task<string>> restore)
    {
        var workload = await Workload.Prepare(cluster, seed);
        List<Entry> before = [];
        await workload.During(async () =>
        {
            await workload.Acknowledges(Rounds.Of(200, 2_000));
            before = [.. workload.Ledger.Commands.Where(c => c.Fate == Fate.Acknowledged)];
            await backUp();
            await workload.Acknowledges(50);
        });
        figures.Injected(1);
        await FaultRun.Settle(figures, cluster, workload);

        var copy = await restore();
        Assert.Equal(Journals.Whole, await Journals.Verify(copy));
        var facts = await Journals.Facts(copy);
        var kept = facts.Select(f => f.Event.CommandId).ToHashSet();
        Assert.DoesNotContain(before, command => !kept.Contains(command.Key));

        await using var restored = await Cluster.OnJournal(copy);
        var findings = new Findings();
        await Gauges.Check(restored, [.. workload.Months.Where(m => facts.Exists(f => f.Entity.Period == m.Period))], facts, findings);
        Assert.Empty(findings.All);
        foreach (var command in before.Take(20))
            Assert.Equal(command.Answer!.Body, (await LoadClient.Repeat(command, restored.Only.Door)).Body);
        figures.Note($"{before.Count} acknowledged before, all there");
    }

    private static async Task Client(string program, string journal, params string[] arguments)
    {
        var server = new NpgsqlConnectionStringBuilder(journal);
        var (exit, _, errors) = await Shell.Run(program, ["-h", server.Host!, "-p", $"{server.Port}", "-U", server.Username!, "-d", server.Database!, .. arguments]);
        Assert.True(exit == 0, $"{program}: {errors}");
    }
}
