using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Periods.Grains.Journal;
using Periods.Silo.Sqlite;

namespace Periods.Silo.Tests.Journals;

public class SqliteJournalTests : JournalConformance, IDisposable
{
    private static readonly TimeSpan Year = TimeSpan.FromDays(365);

    private readonly TempFolder _folder = new();

    private string DatabasePath => _folder.File("periods.db");

    /// <summary>Events before the index takes them.</summary>
    protected virtual int EventsUnindexed => SqliteSettings.EventsUnindexed;

    [Theory]
    [InlineData(EntriesByDate.Forth, "(posting_date,version)>(?,?)")]
    [InlineData(EntriesByDate.Back, "(posting_date,version)<(?,?)")]
    [InlineData(EntriesByDate.CountBetween, "posting_date>? AND posting_date<?")]
    public async Task A_page_is_sought_from_its_place_on_however_many_entries_there_are(string sql, string sought)
    {
        await using var shell = new OperatorShell(DatabasePath);
        var plan = shell.Plan(sql);
        Assert.Contains("INDEX entry_by_date (entity=? AND", plan, StringComparison.Ordinal);
        Assert.Contains(sought, plan, StringComparison.Ordinal);
        Assert.DoesNotContain("TEMP B-TREE", plan, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Old_answers_are_deleted_although_the_clock_was_far_ahead_before()
    {
        var (clock, pen) = (new TestClock(), EntityPen.New());
        await using var journal = SqliteJournal.Open(_folder.File("set.db"), clock);
        await journal.Append([pen.Part(EntityPen.Answer("of today"), "something")]);
        clock.Advance(Year);
        await Gone(journal, pen, "of today");

        await journal.Append([pen.Part(EntityPen.Answer("old", at: TestClock.Noon - Year), "something more")]);
        clock.Set(-Year);
        await Gone(journal, pen, "old");
    }

    [Fact]
    public async Task A_clock_that_is_set_ahead_makes_no_answer_old()
    {
        var (clock, pen) = (new TestClock(), EntityPen.New());
        await using var journal = SqliteJournal.Open(_folder.File("ahead.db"), clock);
        await journal.Append([pen.Part(EntityPen.Answer("of today"), "something")]);
        await journal.Append([pen.Part(EntityPen.Answer("old", at: TestClock.Noon - Year), "something more")]);

        clock.Set(Year);
        await Gone(journal, pen, "old");
        Assert.NotNull(await journal.ReadAnswer(pen.Key, "of today"));

        clock.Set(-Year);
        clock.Advance(2 * Limits.IdempotencyMemory + TimeSpan.FromMinutes(1));
        await Gone(journal, pen, "of today");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3 * SqliteSettings.AnswersPrunedPerCommit)]
    public async Task Old_answers_are_deleted_to_the_last_though_a_commit_takes_only_some(int datedAhead)
    {
        var (path, pen) = (_folder.File("many.db"), EntityPen.New());
        await using (var journal = SqliteJournal.Open(path, new TestClock()))
            Assert.Equal(AppendResult.Appended, await journal.Append([pen.Part(EntityPen.Answer("old"), "something")]));
        OperatorShell.Run(path, $"""
            WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < {datedAhead})
            INSERT INTO answer (entity, command_key, fingerprint, at, reply) SELECT entity, -n, fingerprint, {Microseconds.Of(TestClock.Noon + 2 * Year)}, reply FROM answer, n WHERE {datedAhead} > 0;
            WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < {2 * SqliteSettings.AnswersPrunedPerCommit})
            INSERT INTO answer (entity, command_key, fingerprint, at, reply) SELECT entity, n, fingerprint, at, reply FROM answer, n WHERE command_key = 'old'
            """);
        var clock = new TestClock();
        clock.Advance(Year);

        await using var again = SqliteJournal.Open(path, clock);

        await using var shell = new OperatorShell(path);
        Assert.True(SpinWait.SpinUntil(() => shell.Number("SELECT count(*) FROM answer") == datedAhead, TimeSpan.FromSeconds(30)));
    }

    private static async Task Gone(SqliteJournal journal, EntityPen pen, string key)
    {
        // Tidied together.
        journal.SaveSnapshot(pen.Key, new Snapshot("period.v1", pen.Head, "{}"u8.ToArray()));
        var patience = Stopwatch.StartNew();
        while (await journal.ReadAnswer(pen.Key, key) is not null) Assert.InRange(patience.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(30));
    }

    protected override Task<IJournal> Open(TimeProvider time) => Task.FromResult<IJournal>(SqliteJournal.Open(DatabasePath, time, NullLogger.Instance, new() { EventsUnindexed = EventsUnindexed }));

    protected override Task Close(IJournal journal) => ((SqliteJournal)journal).DisposeAsync().AsTask();

    protected override void Tamper(string sql) => OperatorShell.Run(DatabasePath, sql);

    protected override Task<IAsyncDisposable> HoldCommits() => Task.FromResult<IAsyncDisposable>(OperatorShell.HoldingTheWriteLock(DatabasePath));

    protected override long Commits() => ((SqliteJournal)Journal).Commits;

    public void Dispose()
    {
        _folder.Dispose();
        GC.SuppressFinalize(this);
    }
}

/// <summary>The same, with all but the last event found by the index.</summary>
public sealed class IndexedSqliteJournalTests : SqliteJournalTests
{
    protected override int EventsUnindexed => 1;
}
