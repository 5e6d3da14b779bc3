using Microsoft.Extensions.Logging.Abstractions;
using Periods.Grains.Journal;
using Periods.Silo.Journals;
using Periods.Silo.Sqlite;

namespace Periods.Silo.Tests.Journals;

/// <summary>The index that follows the commits, and the events that it does not have yet.</summary>
public sealed class IndexBehindTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private string DatabasePath => _folder.File("periods.db");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public async Task Whatever_is_acknowledged_is_found_at_any_moment_whatever_fails_and_whenever_the_process_dies(int seed)
    {
        var random = new Random(seed);
        var pens = Enumerable.Range(0, 5).Select(_ => EntityPen.New()).ToArray();
        var unindexed = random.Next(1, 30);
        var journal = Open(DatabasePath, unindexed);
        await using var shell = new OperatorShell(DatabasePath);
        shell.Run("CREATE TABLE broken (n INTEGER); CREATE TRIGGER breaks AFTER INSERT ON event_index WHEN NEW.position % 3 = (SELECT n FROM broken) BEGIN SELECT RAISE(FAIL, 'broken'); END");

        for (var step = 0; step < 300; step++)
        {
            if (random.Next(20) == 0) shell.Run($"INSERT INTO broken VALUES ({random.Next(3)})");
            var at = random.Next(pens.Length);
            var attempt = pens[at].Twin();
            var part = attempt.Part([.. Enumerable.Repeat($"step {step}", random.Next(1, 5))]);
            if (await journal.Append([part]) == AppendResult.Appended) pens[at] = attempt;
            shell.Run("DELETE FROM broken");
            await AssertFound(journal, pens[random.Next(pens.Length)], random);
            if (random.Next(25) == 0)
            {
                await journal.DisposeAsync();
                journal = Open(DatabasePath, unindexed = random.Next(1, 30));
            }
            if (random.Next(25) == 0) await AssertSurvives(pens, random);
        }

        foreach (var pen in pens) await AssertFound(journal, pen, random);
        await AssertWell(DatabasePath, pens);
        await journal.DisposeAsync();
    }

    [Fact]
    public async Task Who_reads_while_events_move_into_the_index_misses_none()
    {
        await using var journal = Open(DatabasePath, unindexed: 3);
        var pen = EntityPen.New();
        var acknowledged = 0L;
        var writing = Task.Run(async () =>
        {
            for (var i = 0; i < 3_000; i++)
            {
                Assert.Equal(AppendResult.Appended, await journal.Append([pen.Part("one", "two")]));
                Volatile.Write(ref acknowledged, pen.Head.Version);
            }
        });
        while (!writing.IsCompleted)
        {
            var known = Volatile.Read(ref acknowledged);
            var after = Math.Max(0, known - 20);
            var found = await journal.ReadSlices([new VersionSlice(pen.Key, after, known)], 100, backwards: false);
            Assert.Equal(Versions(after, known), found[0].Select(e => e.Version));
        }
        await writing;
    }

    [Fact]
    public async Task A_commit_indexes_only_as_many_events_as_it_can_bear_and_yet_the_index_keeps_up()
    {
        await using var journal = Open(DatabasePath, unindexed: 100);
        await using var shell = new OperatorShell(DatabasePath);
        var pen = EntityPen.New();
        for (var i = 1; i <= 40; i++)
        {
            var before = Indexed();
            Assert.Equal(AppendResult.Appended, await journal.Append([pen.Part([.. Enumerable.Repeat("many", 30)])]));
            Assert.InRange(Indexed() - before, 0, 60);
            Assert.InRange((30 * i) - shell.Number("SELECT indexed FROM head"), 0, 300);
        }

        long Indexed() => shell.Number("SELECT count(*) FROM event_index");
    }

    [Fact]
    public async Task A_file_from_before_the_index_followed_is_brought_up_to_date()
    {
        var pens = Enumerable.Range(0, 3).Select(_ => EntityPen.New()).ToArray();
        await using (var journal = Open(DatabasePath, unindexed: 4))
            for (var i = 0; i < 10; i++)
                Assert.Equal(AppendResult.Appended, await journal.Append([.. pens.Select(pen => pen.Part("before"))]));
        OperatorShell.Run(DatabasePath, """
            ALTER TABLE event DROP COLUMN client_address; ALTER TABLE event DROP COLUMN stated_email;
            DROP TABLE event_index; ALTER TABLE head DROP COLUMN indexed; DELETE FROM schema_version WHERE version > 3;
            CREATE UNIQUE INDEX event_of_entity ON event (entity, version)
            """);

        var refusal = Assert.Throws<JournalOpenException>(() => SqliteJournalReader.Open(DatabasePath));
        Assert.StartsWith($"{DatabasePath} has schema version 3, not ", refusal.Message, StringComparison.Ordinal);

        await using (var journal = Open(DatabasePath, unindexed: 4))
            foreach (var pen in pens)
            {
                Assert.Equal(AppendResult.Appended, await journal.Append([pen.Part("after")]));
                Assert.Equal(Versions(0, 11), (await journal.Load(pen.Key)).Events.Select(e => e.Version));
            }
        await AssertWell(DatabasePath, pens);
    }

    [Fact]
    public async Task Where_somebody_edited_a_version_the_others_are_found()
    {
        var pen = EntityPen.New();
        await using (var journal = Open(DatabasePath, unindexed: 100))
            Assert.Equal(AppendResult.Appended, await journal.Append([pen.Part("one", "two", "three", "four", "five", "six")]));
        OperatorShell.Run(DatabasePath, "UPDATE event SET version = 9 WHERE version = 2");

        await using (var journal = Open(DatabasePath, unindexed: 100))
            foreach (var backwards in new[] { false, true })
            {
                var found = await journal.ReadSlices([new VersionSlice(pen.Key, 2, 5), new VersionSlice(pen.Key, 0, 9)], 10, backwards);
                Assert.Equal([3, 4, 5], found[0].Select(e => e.Version).Order());
                Assert.Equal([1, 3, 4, 5, 6, 9], found[1].Select(e => e.Version).Order());
            }
    }

    private static SqliteJournal Open(string path, int unindexed) => SqliteJournal.Open(path, TimeProvider.System, NullLogger.Instance, new() { EventsUnindexed = unindexed });

    /// <summary>By every way there is.</summary>
    private static async Task AssertFound(SqliteJournal journal, EntityPen pen, Random random)
    {
        var last = pen.Head.Version;
        var history = await journal.Load(pen.Key);
        Assert.Equal(Versions(0, last), history.Events.Select(e => e.Version));
        Assert.Equal(pen.Head, history.Head);
        var (after, upTo, limit) = (random.NextInt64(last + 1), random.NextInt64(last + 3), random.Next(1, 10));
        var read = new List<long>();
        await foreach (var e in journal.Read(pen.Key, after, CancellationToken.None)) read.Add(e.Version);
        Assert.Equal(Versions(after, last), read);
        var slice = Versions(after, Math.Min(upTo, last)).ToArray();
        Assert.Equal(slice.Take(limit), await Slice(backwards: false));
        Assert.Equal(slice.Reverse().Take(limit), await Slice(backwards: true));
        var progress = await journal.ReadProgress(pen.Key.Business, [TestClock.Noon]);
        Assert.Equal(last == 0 ? [] : new[] { last }, progress.SelectMany(entity => entity.Versions));

        async Task<IEnumerable<long>> Slice(bool backwards) =>
            (await journal.ReadSlices([new VersionSlice(pen.Key, after, upTo)], limit, backwards))[0].Select(e => e.Version);
    }

    /// <summary>The file as a process that dies now would leave it.</summary>
    private async Task AssertSurvives(EntityPen[] pens, Random random)
    {
        var copy = _folder.File("copy.db");
        File.Copy(DatabasePath, copy, overwrite: true);
        File.Copy(DatabasePath + "-wal", copy + "-wal", overwrite: true);
        await AssertWell(copy, pens);
        await using (var survivor = Open(copy, random.Next(1, 30)))
            foreach (var pen in pens)
            {
                var next = pen.Twin();
                Assert.Equal(AppendResult.Appended, await survivor.Append([next.Part("again")]));
                await AssertFound(survivor, next, random);
            }
        File.Delete(copy + "-wal");
    }

    private static async Task AssertWell(string path, EntityPen[] pens)
    {
        await using var reader = SqliteJournalReader.Open(path);
        var report = await JournalVerifier.Verify(reader, CancellationToken.None);
        Assert.Equal(new JournalReport(pens.Sum(pen => pen.Head.Version), pens.Count(pen => pen.Head.Version > 0), null), report);
    }

    private static IEnumerable<long> Versions(long after, long upTo)
    {
        for (var version = after + 1; version <= upTo; version++) yield return version;
    }
}
