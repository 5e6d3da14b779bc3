using System.Globalization;
using Periods.Faults.Checks;
using Periods.Faults.Load;
using Periods.Faults.Running;
using Periods.Gateway.Tests.Running;

namespace Periods.Faults.Scenarios;

/// <summary>S20: a row of the journal edited, or its tail cut.</summary>
[Collection(nameof(WaitingRun))]
public sealed class S20_Journal_edited(WaitingRun run)
{
    /// <summary>What somebody does to an event, and whether the verifier must name that very event.</summary>
    private static readonly (string Sql, bool NamesIt)[] Edits =
    [
        ("UPDATE event SET data = replace(data, '{', '{ ') WHERE ROW", true),
        ("UPDATE event SET actor = x'00112233445566778899aabbccddeeff' WHERE ROW", true),
        ("UPDATE event SET at = at + 1 WHERE ROW", true),
        ("UPDATE event SET hash = zeroblob(32) WHERE ROW", true),
        ("UPDATE event SET type = 'step-acknowledged.v1' WHERE ROW", true),
        ("DELETE FROM event WHERE ROW", true),
        ("DELETE FROM event WHERE ENTITY", false),
        ("DELETE FROM event WHERE position = (SELECT max(position) FROM event)", false),
    ];

    [Fact]
    public Task S20_The_verifier_names_the_first_row_that_was_edited_or_cut() => run.Play("S20", async (figures, seed) =>
    {
        using var folder = new TempFolder();
        var original = folder.File("original.db");
        await using var cluster = await Cluster.OnFile(original);
        var workload = await Workload.Prepare(cluster, seed);
        await workload.During(() => workload.Acknowledges(150));
        await FaultRun.Settle(figures, cluster, workload);
        await cluster.Only.Terminate();

        // An event that is not its entity's last: what is cut off the end of a chain shows as a missing position instead.
        var facts = (await Journals.Facts(cluster.Journal)).GroupBy(f => f.Entity).SelectMany(entity => entity.SkipLast(1)).ToList();
        var random = new Random(seed);
        foreach (var (sql, namesIt) in Enumerable.Repeat(Edits, Rounds.Of(1, 5)).SelectMany(e => e))
        {
            var fact = facts[random.Next(facts.Count)];
            var copy = $"Data Source={folder.File("copy.db")}";
            File.Copy(original, folder.File("copy.db"), overwrite: true);
            Assert.NotEqual(0, await Journals.Execute(copy, Aimed(sql, fact)));
            var said = await Journals.Verify(copy);
            var named = namesIt ? $"first bad row: entity {fact.Entity}, version {fact.Event.Version}," : "first bad row: ";
            Assert.True(said.StartsWith(named, StringComparison.Ordinal), $"{Aimed(sql, fact)} made the verifier say '{said}'");
            figures.Injected(1);
        }
    });

    private static string Aimed(string sql, Fact fact)
    {
        var entity = $"entity = (SELECT id FROM entity WHERE key = '{fact.Entity}')";
        return sql.Replace("ENTITY", entity, StringComparison.Ordinal)
            .Replace("ROW", string.Create(CultureInfo.InvariantCulture, $"{entity} AND version = {fact.Event.Version}"), StringComparison.Ordinal);
    }
}
