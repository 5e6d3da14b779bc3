using Periods.Grains.Journal;
using Periods.Silo.Postgres;
using Periods.Silo.Tests.Journals;

namespace Periods.Silo.Tests.Postgres;

/// <summary>What nobody waits for keeps nobody waiting.</summary>
[Collection(PostgresTests.Name)]
public sealed class HousekeepingTests(PostgresFixture postgres)
{
    private readonly string _database = postgres.Cluster.NewDatabase();

    [Fact]
    public async Task Old_answers_are_deleted_to_the_last_though_a_statement_takes_only_some()
    {
        await PostgresSchema.Migrate(_database);
        Sql.Run(_database, $"""
            INSERT INTO periods.answer (entity, at, kept_at, fingerprint, command_key, reply)
            SELECT n, now(), now() - interval '3 days', '', 'a key', '' FROM generate_series(1, {4 * PostgresSettings.AnswersPrunedPerStatement}) n
            """);

        await using var journal = await PostgresJournal.Open(_database, TimeProvider.System);

        Assert.True(SpinWait.SpinUntil(() => Sql.Number(_database, "SELECT count(*) FROM periods.answer") == 0, TimeSpan.FromSeconds(30)));
    }

    [Fact]
    public async Task A_journal_whose_old_answers_cannot_be_deleted_opens_all_the_same_and_deletes_them_later()
    {
        var pen = EntityPen.New();
        await using (var journal = await PostgresJournal.Open(_database, TimeProvider.System))
            Assert.Equal(AppendResult.Appended, await journal.Append([pen.Part(EntityPen.Answer("old"), "first")]));
        KeptAnswers.Age(_database, TimeSpan.FromDays(3));

        PostgresJournal opened;
        await using (await HeldLock.On(_database, "periods.answer", "ACCESS EXCLUSIVE")) opened = await PostgresJournal.Open(_database, TimeProvider.System);

        await using (opened)
        {
            opened.SaveSnapshot(pen.Key, new Snapshot("period.v1", pen.Head, "{}"u8.ToArray()));
            Assert.True(SpinWait.SpinUntil(() => Sql.Number(_database, "SELECT count(*) FROM periods.answer") == 0, TimeSpan.FromSeconds(30)));
        }
    }
}
