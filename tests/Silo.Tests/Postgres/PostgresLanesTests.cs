using Periods.Grains.Journal;
using Periods.Silo.Postgres;
using Periods.Silo.Tests.Journals;

namespace Periods.Silo.Tests.Postgres;

[Collection(PostgresTests.Name)]
public sealed class PostgresLanesTests(PostgresFixture postgres)
{
    private readonly string _database = postgres.Cluster.NewDatabase();

    [Theory]
    [InlineData(1, 3)]
    [InlineData(2, 100)]
    [InlineData(3, 100)]
    public async Task Appends_over_entities_of_different_lanes_keep_the_order_they_were_called_in(int seed, int connections)
    {
        await using var journal = await Open(connections);
        var random = new Random(seed);
        EntityPen[] pens = [.. Enumerable.Range(0, 40).Select(_ => EntityPen.New())];

        // Each is decided on the ones before it, durable or not: one out of order would be refused, and all after it.
        var results = new List<Task<AppendResult>>();
        for (var i = 0; i < 4_000; i++)
        {
            random.Shuffle(pens);
            results.Add(journal.Append([.. pens[..random.Next(1, 4)].Select(pen => pen.Part($"append {i}"))]));
        }

        Assert.All(await Task.WhenAll(results), result => Assert.Equal(AppendResult.Appended, result));
        foreach (var pen in pens) Assert.Equal(pen.Head.Hash, (await journal.Load(pen.Key)).Events[^1].Hash);
    }

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

    private Task<PostgresJournal> Open(int connections) => PostgresJournal.Open($"{_database};Maximum Pool Size={connections}", TimeProvider.System);
}
