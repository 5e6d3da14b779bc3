using Npgsql;
using Periods.Faults.Checks;
using Periods.Faults.Load;
using Periods.Faults.Running;
using Periods.Gateway.Tests.Running;

namespace Periods.Faults.Scenarios;

/// <summary>An online backup of either journal under load; verified, restored, served.</summary>
[Collection(nameof(FaultRun))]
public sealed class Backup_and_restore(FaultRun run)
{
    [Fact]
    public Task A_backup_of_the_file_under_load_holds_every_command_acknowledged_before_it_began() => run.Play("bakF", async (figures, seed) =>
    {
        using var folder = new TempFolder();
        var copy = folder.File("backup.db");
        await using var cluster = await Cluster.OnFile();
        await Check(figures, seed, cluster, async () =>
        {
            await Journals.Execute(cluster.Journal, $"VACUUM INTO '{copy}'");
            return $"Data Source={copy}";
        });
    });

    [Fact]
    public Task A_backup_of_the_database_under_load_holds_every_command_acknowledged_before_it_began() => run.Play("bakP", async (figures, seed) =>
    {
        using var folder = new TempFolder();
        var database = run.Shared();
        await using var cluster = await Cluster.On(database, silos: 2);
        await Check(figures, seed, cluster, async () =>
        {
            await Client("pg_dump", cluster.Journal, "--format=custom", "--file", folder.File("backup.dump"));
            var restored = database.NewJournal();
            await Client("pg_restore", restored, "--exit-on-error", folder.File("backup.dump"));
            return restored;
        });
    });

    private static async Task Check(Figures figures, int seed, Cluster cluster, Func<Task<string>> backUp)
    {
        var workload = await Workload.Prepare(cluster, seed);
        List<Entry> before = [];
        var copy = "";
        await workload.During(async () =>
        {
            await workload.Acknowledges(Rounds.Of(200, 2_000));
            before = [.. workload.Ledger.Commands.Where(c => c.Fate == Fate.Acknowledged)];
            copy = await backUp();
            await workload.Acknowledges(50);
        });
        figures.Injected(1);
        await FaultRun.Settle(figures, cluster, workload);

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
