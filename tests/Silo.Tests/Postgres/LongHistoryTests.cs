using Periods.Silo.Postgres;
using Periods.Silo.Tests.Journals;

namespace Periods.Silo.Tests.Postgres;

/// <summary>An entity with far more events than most.</summary>
[Collection(PostgresTests.Name)]
public sealed class LongHistoryTests(PostgresFixture postgres)
{
    private const int Long = 20_000;

    private readonly string _database = postgres.Cluster.NewDatabase();

    [Fact]
    public async Task A_page_of_it_is_read_in_the_order_of_the_index_whatever_the_statistics_say()
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
        Sql.Run(_database, "VACUUM ANALYZE periods.event");
        Sql.Text(_database, "SELECT pg_stat_reset()::text");

        await using (var journal = await Open())
            await foreach (var e in journal.Read(pen.Key, 0, CancellationToken.None))
                if (e.Version == 10) break;

        // What a session has read is counted when it has ended.
        var rows = 0L;
        Assert.True(SpinWait.SpinUntil(() => (rows = Sql.Number(_database, "SELECT idx_tup_fetch FROM pg_stat_user_tables WHERE relname = 'event'")) >= 10, TimeSpan.FromSeconds(30)));
        Assert.InRange(rows, 10, Long / 10);
    }

    private Task<PostgresJournal> Open() => PostgresJournal.Open($"{_database};Maximum Pool Size=3", TimeProvider.System);
}
