using Periods.Grains.Journal;
using Periods.Silo.Postgres;
using Periods.Silo.Tests.Journals;

namespace Periods.Silo.Tests.Postgres;

[Collection(PostgresTests.Name)]
public sealed class PostgresAppendTests(PostgresFixture postgres)
{
    private readonly string _database = postgres.Cluster.NewDatabase();

    [Fact]
    public async Task Three_connections_serve_five_hundred_who_write_confirm_and_read_at_once()
    {
        await using var journal = await Open(3);
        await Task.WhenAll(Enumerable.Range(0, 500).Select(async i =>
        {
            var pen = EntityPen.New();
            Assert.Equal(AppendResult.Appended, await journal.Append([pen.Part(EntityPen.Answer("k"), "first")]));
            Assert.Equal(AppendResult.Appended, await journal.Confirm(pen.Key, pen.Head));
            Assert.Equal(pen.Head.Hash, Assert.Single((await journal.Load(pen.Key)).Events).Hash);
            Assert.Equal(AppendResult.Appended, await journal.Append([pen.Part("second")]));
        }));
        Assert.InRange(Sql.Number(_database, "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"), 1, 3);
    }

    [Fact]
    public async Task Large_appends_that_waited_together_are_committed_a_few_megabytes_at_a_time()
    {
        await using var journal = await Open(3);
        var text = new string('x', PostgresSettings.BatchBytesMax / 100);
        Task<AppendResult>[] results;
        await using (await HeldLock.On(_database, "periods.event"))
            results = [journal.Append([EntityPen.New().Part("goes ahead")]), .. Enumerable.Range(0, 250).Select(_ => journal.Append([EntityPen.New().Part(text)]))];

        Assert.All(await Task.WhenAll(results), result => Assert.Equal(AppendResult.Appended, result));
        Assert.InRange(journal.Commits, 3, 5);
    }

    [Fact]
    public async Task Text_that_PostgreSQL_cannot_hold_fails_alone()
    {
        await using var journal = await Open(3);
        Task<AppendResult>[] results;
        await using (await HeldLock.On(_database, "periods.event"))
        {
            var zero = EntityPen.New();
            var broken = EntityPen.New();
            results =
            [
                journal.Append([EntityPen.New().Part("opens the batch")]),
                journal.Append([zero.Part("zero \0")]),
                journal.Append([broken.Part(EntityPen.Answer("half a pair \ud83d"))]),
                journal.Append([EntityPen.New().Part("its mate")]),
            ];
        }
        Assert.Equal([AppendResult.Appended, AppendResult.Failed, AppendResult.Failed, AppendResult.Appended], await Task.WhenAll(results));
    }

    [Theory]
    [InlineData(@"\u0000", AppendResult.Failed)]
    [InlineData(@"\\\u0000", AppendResult.Failed)]
    [InlineData(@"\\u0000", AppendResult.Appended)]
    [InlineData(@"\u00001 \\", AppendResult.Failed)]
    [InlineData(@"\u0001 \\", AppendResult.Appended)]
    public async Task An_escape_in_an_entry_that_stands_for_the_character_zero_fails_alone(string text, AppendResult expected)
    {
        await using var journal = await Open(3);
        Task<AppendResult>[] results;
        await using (await HeldLock.On(_database, "periods.event"))
            results =
            [
                journal.Append([EntityPen.New().Part("opens the batch")]),
                journal.Append([new EntityPen(EntityKey.ForBusiness(Guid.NewGuid())).Entry("2026-01-31", text)]),
                journal.Append([EntityPen.New().Part(@"its mate, where no index reads \u0000")]),
            ];
        Assert.Equal([AppendResult.Appended, expected, AppendResult.Appended], await Task.WhenAll(results));
    }

    [Fact]
    public async Task A_head_that_is_only_looked_at_beside_others_is_no_fence_and_fails()
    {
        await using var journal = await Open(3);
        Assert.Equal(AppendResult.Failed, await journal.Append([EntityPen.New().Part("written"), EntityPen.New().Part()]));
    }

    private Task<PostgresJournal> Open(int connections) => PostgresJournal.Open($"{_database};Maximum Pool Size={connections}", TimeProvider.System);
}
