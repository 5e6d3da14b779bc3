using Periods.Grains.Journal;
using Periods.Silo.Journals;
using Periods.Silo.Postgres;
using Periods.Silo.Tests.Journals;

namespace Periods.Silo.Tests.Postgres;

/// <summary>Two silos on one database that know nothing of each other.</summary>
[Collection(PostgresTests.Name)]
public sealed class TwoSilosTests(PostgresFixture postgres) : IAsyncLifetime
{
    private readonly string _database = postgres.Cluster.NewDatabase();
    private PostgresJournal _one = null!;
    private PostgresJournal _other = null!;

    public async Task InitializeAsync()
    {
        _one = await PostgresJournal.Open(_database, TimeProvider.System);
        _other = await PostgresJournal.Open(_database, TimeProvider.System);
    }

    public async Task DisposeAsync()
    {
        await _one.DisposeAsync();
        await _other.DisposeAsync();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Of_two_who_race_for_a_version_one_wins_and_the_other_is_told(int seed)
    {
        var random = new Random(seed);
        EntityKey[] keys = [.. Enumerable.Range(0, 7).Select(_ => EntityPen.New().Key)];
        var won = keys.ToDictionary(key => key, _ => EntityHead.None);
        var wins = new int[2];

        for (var round = 0; round < 150; round++)
        {
            // Both know the truth, both write on some entities, now and then one that is new, in orders of their own; one, two or three parts in an append.
            if (random.Next(3) == 0) won.Add(keys[random.Next(keys.Length)] = EntityPen.New().Key, EntityHead.None);
            var tries = new List<(int Silo, EntityPen[] Pens, Task<AppendResult> Result)>();
            foreach (var silo in random.Next(2) == 0 ? new[] { 0, 1 } : [1, 0])
            {
                random.Shuffle(keys);
                for (var from = 0; from < keys.Length;)
                {
                    var parts = Math.Min(random.Next(1, 4), keys.Length - from);
                    EntityPen[] pens = [.. keys[from..(from + parts)].Select(key => new EntityPen(key, won[key]))];
                    tries.Add((silo, pens, (silo == 0 ? _one : _other).Append([.. pens.Select(pen => pen.Part($"{silo} in round {round}"))])));
                    from += parts;
                }
            }
            foreach (var (silo, pens, result) in tries)
            {
                Assert.True(await result is AppendResult.Appended or AppendResult.Conflict, $"seed {seed}, round {round}: {await result}");
                if (await result != AppendResult.Appended) continue;
                wins[silo]++;
                foreach (var pen in pens)
                {
                    Assert.True(won[pen.Key].Version == pen.Head.Version - 1, $"seed {seed}, round {round}: two won version {pen.Head.Version}");
                    won[pen.Key] = pen.Head;
                }
            }
        }

        Assert.All(wins, count => Assert.True(count > 0));
        Assert.Equal(0, Deadlocks());
        foreach (var (key, head) in won.Where(one => one.Value.Version > 0)) Assert.Equal(head.Hash, (await _one.Load(key)).Events[^1].Hash);
        await AssertWhole(won.Values.Sum(head => head.Version));
    }

    [Fact]
    public async Task An_entity_that_has_a_number_and_no_event_yet_is_new()
    {
        var (known, pens) = (EntityPen.New(), Enumerable.Range(0, 20).Select(_ => EntityPen.New()).ToArray());
        await _one.Append([known.Part("first")]);
        foreach (var pen in pens.Where((_, i) => i % 3 == 0)) Sql.Run(_database, $"INSERT INTO periods.entity (key) VALUES ('{pen.Key}')");

        Assert.All(await Task.WhenAll(pens.Select(pen => _one.Append([known.Part("second"), pen.Part("first")]))), result => Assert.Equal(AppendResult.Appended, result));

        foreach (var pen in (EntityPen[])[known, .. pens]) Assert.Equal(pen.Head.Hash, (await _other.Load(pen.Key)).Events[^1].Hash);
        await AssertWhole(1 + 2 * pens.Length);
    }

    [Fact]
    public async Task Appends_to_the_same_entities_in_opposite_order_wait_for_each_other_but_never_in_a_circle()
    {
        EntityPen[] pens = [.. Enumerable.Range(0, 400).Select(_ => EntityPen.New())];
        await Task.WhenAll(pens.Select(pen => _one.Append([pen.Part("first")])));
        Task<AppendResult>[] results;
        await using (await HeldLock.On(_database, "periods.event"))
            results =
            [
                .. pens.Chunk(2).Select(pair => _one.Append([.. pair.Select(pen => pen.Twin().Part("one"))])),
                .. pens.Reverse().Chunk(2).Select(pair => _other.Append([.. pair.Select(pen => pen.Twin().Part("other"))])),
            ];
        var all = await Task.WhenAll(results);

        Assert.All(all, result => Assert.True(result is AppendResult.Appended or AppendResult.Conflict, $"{result}"));
        Assert.Equal(200, all.Count(result => result == AppendResult.Appended));
        Assert.Equal(0, Deadlocks());
        await AssertWhole(800);
    }

    [Fact]
    public async Task A_head_is_confirmed_until_the_other_silo_has_written()
    {
        var pen = EntityPen.New();
        Assert.Equal(AppendResult.Appended, await _one.Confirm(pen.Key, EntityHead.None));
        await _one.Append([pen.Part("first")]);
        var first = pen.Head;
        Assert.Equal(AppendResult.Conflict, await _other.Confirm(pen.Key, EntityHead.None));
        Assert.Equal(AppendResult.Appended, await _other.Confirm(pen.Key, first));

        await _other.Append([pen.Part("second")]);

        Assert.Equal(AppendResult.Conflict, await _one.Confirm(pen.Key, first));
        Assert.Equal(AppendResult.Appended, await _one.Confirm(pen.Key, pen.Head));
    }

    [Fact]
    public async Task A_head_is_told_by_its_hash_too_and_one_that_never_was_is_none()
    {
        var pen = EntityPen.New();
        var twin = pen.Twin();
        await _one.Append([pen.Part("kept")]);
        twin.Part("never appended");

        Assert.Equal(AppendResult.Conflict, await _one.Confirm(pen.Key, twin.Head));
        twin.Part("nor this");
        Assert.Equal(AppendResult.Conflict, await _one.Confirm(pen.Key, twin.Head));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Whatever_was_confirmed_before_each_silo_knows_what_is_the_last_event_now(int seed)
    {
        var random = new Random(seed);
        PostgresJournal[] silos = [_one, _other];
        EntityPen[] pens = [.. Enumerable.Range(0, 6).Select(_ => EntityPen.New())];
        foreach (var pen in pens) Assert.Equal(AppendResult.Appended, await _one.Append([pen.Part("first")]));

        for (var round = 0; round < 300; round++)
        {
            // Long stretches in which nobody or only one silo writes, and in which only some heads are asked about.
            var writer = silos[round / 40 % 2];
            var before = Array.ConvertAll(pens, pen => pen.Head);
            foreach (var pen in pens)
                if (random.Next(12) == 0) Assert.Equal(AppendResult.Appended, await writer.Append([pen.Part($"round {round}")]));

            var asked = (from silo in silos from n in Enumerable.Range(0, pens.Length) where random.Next(3) > 0 select (silo, n)).ToArray();
            random.Shuffle(asked);
            foreach (var (result, isHead) in asked.Select(a => (a.silo.Confirm(pens[a.n].Key, before[a.n]), before[a.n] == pens[a.n].Head)).ToArray())
                Assert.True(await result == (isHead ? AppendResult.Appended : AppendResult.Conflict), $"seed {seed}, round {round}: {await result}");
        }
    }

    [Fact]
    public async Task Whoever_asks_after_an_append_was_acknowledged_sees_it_while_thousands_ask()
    {
        var pen = EntityPen.New();
        for (var i = 0; i < 100; i++)
        {
            var before = pen.Head;
            Task<AppendResult>[] others = [.. Enumerable.Range(0, 50).Select(_ => _other.Confirm(EntityPen.New().Key, EntityHead.None))];
            Assert.Equal(AppendResult.Appended, await _one.Append([pen.Part("tick")]));

            Assert.Equal([AppendResult.Conflict, AppendResult.Appended], await Task.WhenAll(_other.Confirm(pen.Key, before), _other.Confirm(pen.Key, pen.Head)));
            Assert.All(await Task.WhenAll(others), result => Assert.Equal(AppendResult.Appended, result));
        }
    }

    [Fact]
    public async Task A_second_answer_from_the_other_silo_is_refused()
    {
        var pen = EntityPen.New();
        await _one.Append([pen.Part("first")]);
        for (var i = 0; i < 50; i++)
        {
            // No event: only the key can tell them apart.
            var both = await Task.WhenAll(_one.Append([pen.Part(EntityPen.Answer($"k-{i}"))]), _other.Append([pen.Part(EntityPen.Answer($"k-{i}"))]));
            Assert.Equal([AppendResult.Appended, AppendResult.Conflict], both.Order());
        }
    }

    [Fact]
    public async Task An_answer_kept_alone_is_refused_when_the_other_silo_has_moved_on()
    {
        var pen = EntityPen.New();
        await _one.Append([pen.Part("first")]);
        var stale = pen.Twin();
        await _other.Append([pen.Part("second")]);

        // No event either: the head is only looked at, though it was known.
        Assert.Equal(AppendResult.Conflict, await _one.Append([stale.Part(EntityPen.Answer("k"))]));
        Assert.Equal(AppendResult.Appended, await _one.Append([pen.Part(EntityPen.Answer("k"))]));
    }

    private long Deadlocks() => Sql.Number(_database, "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()");

    private async Task AssertWhole(long events)
    {
        await using var reader = await PostgresJournalReader.Open(_database);
        var report = await JournalVerifier.Verify(reader, CancellationToken.None);
        Assert.Null(report.FirstBad);
        Assert.Equal(events, report.Events);
    }
}
