using Npgsql;
using Periods.Grains.Journal;
using Periods.Silo.Postgres;
using Periods.Silo.Tests.Journals;

namespace Periods.Silo.Tests.Postgres;

/// <summary>What is read for one business among very many, and for an entity with far more events than most.</summary>
[Collection(PostgresTests.Name)]
public sealed class CrowdedJournalTests(PostgresFixture postgres)
{
    private const int Others = 20_000;
    private const int Long = 20_000;

    private readonly string _database = postgres.Cluster.NewDatabase();

    [Theory]
    [InlineData("enable_seqscan = on")]
    [InlineData("enable_indexscan = off")]
    [InlineData("enable_bitmapscan = off")]
    public async Task Whatever_is_done_for_one_business_reads_nothing_of_the_others_whatever_the_database_says_of_plans(string setting)
    {
        Sql.Run(_database, $"ALTER DATABASE {new NpgsqlConnectionStringBuilder(_database).Database} SET {setting}");
        var (business, period) = (new EntityPen(EntityKey.ForBusiness(Guid.NewGuid())), EntityPen.New());
        await using (var journal = await Open()) await journal.Append([period.Part("first")]);
        Sql.Run(_database, $"""
            WITH other AS (INSERT INTO periods.entity (key) SELECT 'p:' || md5(n::text) || ':' || md5(n::text) FROM generate_series(1, {Others}) n RETURNING id),
            answered AS (INSERT INTO periods.answer (entity, at, fingerprint, command_key, reply) SELECT other.id, now(), '', 'a key', '' FROM other)
            INSERT INTO periods.event (entity, version, position, at, actor, lane, hash, type, data)
            SELECT other.id, v, 0, first.at, first.actor, first.lane, first.hash, first.type, first.data FROM other, periods.event first, generate_series(1, 3) v
            """);
        CountFromHere();

        await using (var journal = await Open())
        {
            await Append(journal, period.Part("on a head that is looked at"));
            await Append(journal, period.Part("on a head that is known"), business.Entry("2026-01-31"));
            await Append(journal, business.Part(EntityPen.Answer("a key")));
            Assert.Equal(AppendResult.Appended, await journal.Confirm(period.Key, period.Head));
            Assert.Equal(AppendResult.Conflict, await journal.Confirm(EntityPen.New().Key, period.Head));
            Assert.Equal(3, (await journal.Load(period.Key)).Events.Count);
            Assert.Equal(3, await journal.Read(period.Key, 0, CancellationToken.None).CountAsync());
            Assert.Equal(3, await journal.ReadRows(period.Key, CancellationToken.None).CountAsync());
            Assert.Single((await journal.ReadDated(business.Key, new(DateOnly.MinValue, DateOnly.MaxValue, 10, null, false, Counted: true))).Events);
            Assert.Single(await journal.ReadProgress(business.Key.Business, [TestClock.Noon]));
            Assert.Equal(3, Assert.Single(await journal.ReadSlices([new(period.Key, 0, 10)], 10, backwards: true)).Count);
            Assert.Single(await journal.LoadAnswers(business.Key));
            Assert.NotNull(await journal.ReadAnswer(business.Key, "a key"));
            journal.SaveSnapshot(period.Key, new Snapshot("period.v1", period.Head, "{}"u8.ToArray()));
            journal.SaveSnapshot(business.Key, new Snapshot("business.v1", business.Head, "{}"u8.ToArray()));
        }

        Assert.InRange(RowsRead(), 20, Others / 20);
        Assert.Equal(2, Sql.Number(_database, "SELECT count(*) FROM periods.snapshot"));
    }

    [Fact]
    public async Task A_page_of_a_long_history_is_read_in_the_order_of_the_index_whatever_the_statistics_say()
    {
        var pen = EntityPen.New();
        await using (var journal = await Open()) await journal.Append([pen.Part("first")]);
        // The others have 480 events each, which lie apart.
        Sql.Run(_database, $"""
            INSERT INTO periods.event (entity, version, position, at, actor, lane, hash, type, data)
            SELECT e.entity, e.version, 0, first.at, first.actor, first.lane, first.hash, first.type, repeat('x', 120)
            FROM periods.event first,
              (SELECT 1000 + e AS entity, v AS version FROM generate_series(1, 480) v, generate_series(1, 500) e
               UNION ALL SELECT entity, generate_series(2, {Long}) FROM periods.event) e
            """);
        CountFromHere();

        await using (var journal = await Open())
            await foreach (var e in journal.Read(pen.Key, 0, CancellationToken.None))
                if (e.Version == 10) break;

        Assert.InRange(RowsRead(), 10, Long / 10);
    }

    [Fact]
    public async Task Old_answers_are_found_among_new_ones_that_lie_where_others_were_deleted()
    {
        await using (await Open()) { }
        Fill("now() - interval '10 days'");
        Sql.Run(_database, "VACUUM periods.answer");
        // A few are left, here and there and at the end.
        Sql.Run(_database, $"DELETE FROM periods.answer WHERE entity % {Others / 10} <> 0");
        Sql.Run(_database, "VACUUM periods.answer");
        Fill("now()");
        var blocks = Sql.Number(_database, "SELECT pg_relation_size('periods.answer') / current_setting('block_size')::int");
        CountFromHere();

        await using (await Open()) { }

        WaitUntilNobodyIsConnected();
        Assert.Equal(Others, Sql.Number(_database, "SELECT count(*) FROM periods.answer"));
        Assert.InRange(Sql.Number(_database, "SELECT heap_blks_read + heap_blks_hit FROM pg_statio_user_tables WHERE relid = 'periods.answer'::regclass"), 10, blocks / 4);

        void Fill(string at) => Sql.Run(_database, $"""
            INSERT INTO periods.answer (entity, at, kept_at, fingerprint, command_key, reply) SELECT n, now(), {at}, '', ({at})::text, repeat('x', 200) FROM generate_series(1, {Others}) n
            """);
    }

    private static async Task Append(PostgresJournal journal, params EntityAppend[] parts) => Assert.Equal(AppendResult.Appended, await journal.Append(parts));

    /// <summary>With fresh statistics.</summary>
    private void CountFromHere()
    {
        Sql.Run(_database, "VACUUM ANALYZE");
        WaitUntilNobodyIsConnected();
        Sql.Text(_database, "SELECT pg_stat_reset()::text");
    }

    /// <summary>Of tables and of indexes.</summary>
    private long RowsRead()
    {
        WaitUntilNobodyIsConnected();
        return Sql.Number(_database, "SELECT (SELECT sum(seq_tup_read) FROM pg_stat_user_tables) + (SELECT sum(idx_tup_read) FROM pg_stat_user_indexes)");
    }

    /// <summary>What a session has read is counted when it has ended.</summary>
    private void WaitUntilNobodyIsConnected() => Assert.True(SpinWait.SpinUntil(
        () => Sql.Number(_database, "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'periods'") == 0, TimeSpan.FromSeconds(30)));

    private Task<PostgresJournal> Open() => PostgresJournal.Open($"{_database};Maximum Pool Size=3", TimeProvider.System);
}
