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
        var text = new string('x', Limits.JournalBatchBytesMax / 100);
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
    [InlineData("type")]
    [InlineData("data")]
    [InlineData("command")]
    [InlineData("request")]
    [InlineData("address")]
    [InlineData("e-mail")]
    [InlineData("replaced")]
    [InlineData("key")]
    [InlineData("reply")]
    public async Task Text_that_PostgreSQL_cannot_hold_is_found_wherever_it_stands(string where)
    {
        await using var journal = await Open(3);
        const string zero = "zero \0";
        var pen = EntityPen.New();
        var e = pen.Event("an event", TestClock.Noon, Guid.Empty, null);
        var part = where switch
        {
            "key" => new EntityAppend(pen.Key, EntityHead.None, [], EntityPen.Answer(zero)),
            "reply" => new EntityAppend(pen.Key, EntityHead.None, [], EntityPen.Answer("k", zero)),
            _ => new EntityAppend(pen.Key, EntityHead.None, [where switch
            {
                "type" => e with { Type = zero },
                "data" => e with { Data = [0xff] },
                "command" => e with { CommandId = zero },
                "request" => e with { Context = new(new Origin(null, zero), null, null) },
                "address" => e with { Context = new(new Origin(null, null, Address: zero), null, null) },
                "e-mail" => e with { Context = new(new Origin(null, null, StatedEmail: zero), null, null) },
                _ => e with { Context = new(default, "zero \0"u8.ToArray(), null) },
            }], null),
        };

        // Found before it has company: the database would refuse whatever is in the batch with it.
        var refused = journal.Append([part]);
        Assert.True(refused.IsCompleted);
        Assert.Equal(AppendResult.Failed, await refused);
        Assert.True(journal.IsAvailable);
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

    /// <summary>As when the server gave its number to another connection.</summary>
    [Theory]
    [InlineData("on a known head")]
    [InlineData("on a known head, and a new one")]
    [InlineData("on a head that is looked at")]
    public async Task A_lane_that_somebody_else_has_counted_on_in_is_not_written_in(string how)
    {
        await using var journal = await Open(3);
        var (pen, other) = (EntityPen.New(), EntityPen.New());
        Assert.Equal(AppendResult.Appended, await journal.Append([pen.Part("first")]));
        // Makes it known.
        Assert.Equal(AppendResult.Appended, await journal.Confirm(pen.Key, pen.Head));
        Sql.Run(_database, "UPDATE periods.lane SET position = position + 5");

        EntityAppend[] parts = how switch
        {
            "on a known head" => [pen.Part("second")],
            "on a known head, and a new one" => [pen.Part("second"), other.Part("first")],
            _ => [other.Part(EntityPen.Answer("k"), "first")],
        };
        Assert.Equal(AppendResult.Failed, await journal.Append(parts));

        Assert.Equal(1, Sql.Number(_database, "SELECT count(*) FROM periods.event"));
        Assert.Equal(6, Sql.Number(_database, "SELECT position FROM periods.lane"));
        Assert.Equal(0, Sql.Number(_database, "SELECT count(*) FROM periods.answer"));
    }

    [Fact]
    public async Task Questions_beyond_what_may_wait_are_refused_at_once()
    {
        await using var journal = await Open(3);
        Task<AppendResult>[] asked;
        await using (await HeldLock.On(_database, "periods.event", "ACCESS EXCLUSIVE"))
        {
            asked = [.. Enumerable.Range(0, 2 * Limits.JournalQueueLength).Select(_ => journal.Confirm(EntityPen.New().Key, EntityHead.None))];
            Assert.InRange(asked.Count(question => question is { IsCompletedSuccessfully: true, Result: AppendResult.Overloaded }), Limits.JournalQueueLength / 2, Limits.JournalQueueLength);
        }

        Assert.DoesNotContain(AppendResult.Conflict, await Task.WhenAll(asked));
    }

    [Fact]
    public async Task Connections_that_are_not_trusted_after_another_one_failed_are_closed()
    {
        await using var journal = await Open(3);
        var pen = EntityPen.New();
        for (var count = 1; count <= 6; count++)
        {
            Assert.Equal(AppendResult.Appended, await journal.Append([pen.Part("more")]));
            Assert.Equal(count, (await journal.Load(pen.Key)).Events.Count);
            Sql.Run(_database, "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'WITH s AS MATERIALIZED%'");
            // Notices, and reads over another one.
            Assert.Equal(count, (await journal.Load(pen.Key)).Events.Count);
        }

        Assert.Equal(AppendResult.Appended, await journal.Append([pen.Part("last")]));
        Assert.InRange(Sql.Number(_database, "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'periods'"), 1, 3);
    }

    /// <summary>In which nothing waits for too long.</summary>
    private Task<PostgresJournal> Open(int connections) => PostgresJournal.Open($"{_database};Maximum Pool Size={connections}", new TestClock());
}
