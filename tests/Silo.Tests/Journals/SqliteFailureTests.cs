using System.Diagnostics;
using Periods.Grains.Journal;
using Periods.Silo.Journals;
using Periods.Silo.Sqlite;

namespace Periods.Silo.Tests.Journals;

/// <summary>Commits that fail while the service runs.</summary>
public sealed class SqliteFailureTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private string DatabasePath => _folder.File("periods.db");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_full_disk_fails_appends_whole_keeps_reads_working_and_is_got_over_when_it_has_room()
    {
        using var disk = new SmallDisk();
        await using var journal = SqliteJournal.Open(disk.File("periods.db"), TimeProvider.System);
        var (business, period) = (EntityPen.New(), EntityPen.New());
        Assert.Equal(AppendResult.Appended, await journal.Append([business.Part("before"), period.Part(EntityPen.Answer("k-0"), "before")]));
        var durable = 1;
        disk.Fill();

        var line = new string('x', 2_000);
        var (businessBefore, periodBefore) = (business.Twin(), period.Twin());
        while (await journal.Append([business.Part(line), period.Part(EntityPen.Answer($"k-{durable}"), line)]) is var result && result != AppendResult.Failed)
        {
            Assert.Equal(AppendResult.Appended, result);
            Assert.InRange(++durable, 1, 1_000);
            (businessBefore, periodBefore) = (business.Twin(), period.Twin());
        }

        Assert.False(journal.IsAvailable);
        Assert.Equal(durable, (await journal.Load(business.Key)).Events.Count);
        Assert.Equal(durable, (await journal.Load(period.Key)).Events.Count);
        Assert.Null(await journal.ReadAnswer(period.Key, $"k-{durable}"));
        Assert.Equal(AppendResult.Failed, await journal.Append([businessBefore.Twin().Part(line), periodBefore.Twin().Part(EntityPen.Answer($"k-{durable}"), line)]));

        disk.Free();
        Assert.Equal(AppendResult.Appended, await journal.Append([businessBefore.Part("after"), periodBefore.Part(EntityPen.Answer($"k-{durable}"), "after")]));
        Assert.True(journal.IsAvailable);
        Assert.Equal(periodBefore.Head.Hash, (await journal.Load(period.Key)).Events[^1].Hash);
    }

    [Theory]
    [InlineData("FAIL")]
    [InlineData("ABORT")]
    [InlineData("ROLLBACK")]
    public async Task An_error_in_the_middle_of_a_batch_fails_all_of_it_and_nothing_after_it(string resolution)
    {
        await using var journal = SqliteJournal.Open(DatabasePath, TimeProvider.System);
        EntityPen[] pens = [EntityPen.New(), EntityPen.New(), EntityPen.New()];
        EntityPen[] before = [.. pens.Select(pen => pen.Twin())];
        // With it the writer's first tidying is over, which would wait for the shell, too.
        Assert.Equal(AppendResult.Appended, await journal.Append([EntityPen.New().Part("first of all")]));
        await using var shell = new OperatorShell(DatabasePath);
        shell.Run($"CREATE TRIGGER broken BEFORE INSERT ON event WHEN NEW.data LIKE '%breaks%' BEGIN SELECT RAISE({resolution}, 'broken'); END");
        shell.Run("BEGIN IMMEDIATE");
        var opener = journal.Append([EntityPen.New().Part("opens the batch")]);
        // Taken by the writer, which now waits for the shell: the next three make one batch.
        Assert.True(SpinWait.SpinUntil(() => journal.QueueLength == 0, TimeSpan.FromSeconds(4)));
        Task<AppendResult>[] batch = [journal.Append([pens[0].Part("first")]), journal.Append([pens[1].Part("breaks")]), journal.Append([pens[2].Part("last")])];
        shell.Run("ROLLBACK");

        Assert.Equal(AppendResult.Appended, await opener);
        Assert.All(await Task.WhenAll(batch), result => Assert.Equal(AppendResult.Failed, result));

        foreach (var pen in before)
        {
            Assert.Empty((await journal.Load(pen.Key)).Events);
            Assert.Equal(AppendResult.Appended, await journal.Append([pen.Part("again")]));
        }
        Assert.Equal(5, shell.Number("SELECT position FROM head"));
        Assert.Equal(5, shell.Number("SELECT count(*) FROM event"));
    }

    [Fact]
    public async Task A_journal_that_failed_finds_out_by_itself_when_it_can_be_written_again()
    {
        await using var journal = SqliteJournal.Open(DatabasePath, TimeProvider.System);
        Assert.True(journal.IsAvailable);
        OperatorShell.Run(DatabasePath, "CREATE TRIGGER broken BEFORE UPDATE ON head BEGIN SELECT RAISE(FAIL, 'broken'); END");
        Assert.Equal(AppendResult.Failed, await journal.Append([EntityPen.New().Part("fails")]));
        Assert.False(journal.IsAvailable);

        OperatorShell.Run(DatabasePath, "DROP TRIGGER broken");

        Assert.True(SpinWait.SpinUntil(() => journal.IsAvailable, TimeSpan.FromSeconds(30)));
    }

    [Fact]
    public async Task A_disk_that_hangs_is_answered_for_in_time_and_nothing_is_loaded_until_the_outcome_is_known()
    {
        await using var journal = SqliteJournal.Open(DatabasePath, TimeProvider.System);
        var (pen, queued) = (EntityPen.New(), EntityPen.New());
        Assert.Equal(AppendResult.Appended, await journal.Append([pen.Part("first of all")]));
        await using var shell = new OperatorShell(DatabasePath);
        shell.Run("BEGIN IMMEDIATE");
        var waited = Stopwatch.StartNew();
        var hanging = journal.Append([pen.Part("hangs")]);
        // Taken by the writer, which now waits for the shell.
        Assert.True(SpinWait.SpinUntil(() => journal.QueueLength == 0, TimeSpan.FromSeconds(2)));
        var waiting = journal.Append([queued.Twin().Part("waits behind it")]);

        Assert.Equal(AppendResult.Failed, await waiting);
        Assert.Equal(AppendResult.Failed, await hanging);
        Assert.InRange(waited.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(4.5));
        Assert.False(journal.IsAvailable);
        await Assert.ThrowsAsync<JournalUnavailableException>(async () => await journal.Load(pen.Key));

        shell.Run("ROLLBACK");
        Assert.True(SpinWait.SpinUntil(() => journal.IsAvailable, TimeSpan.FromSeconds(30)));
        Assert.Equal(2, (await journal.Load(pen.Key)).Events.Count);
        Assert.Equal(AppendResult.Appended, await journal.Append([queued.Part("comes again")]));
        Assert.Single((await journal.Load(queued.Key)).Events);
    }

    [Fact]
    public async Task What_waits_behind_a_commit_is_not_given_up_as_long_as_that_may_succeed_and_nobody_would_see_it()
    {
        var clock = new TestClock();
        await using var journal = SqliteJournal.Open(DatabasePath, clock);
        var pen = EntityPen.New();
        Assert.Equal(AppendResult.Appended, await journal.Append([pen.Part("first of all")]));
        await using var shell = OperatorShell.HoldingTheWriteLock(DatabasePath);
        var slow = journal.Append([pen.Part("is slow")]);
        Assert.True(SpinWait.SpinUntil(() => journal.QueueLength == 0, TimeSpan.FromSeconds(2)));
        var behind = journal.Append([pen.Part("waits behind it")]);

        clock.Advance(Limits.AppendWaitMax + TimeSpan.FromMilliseconds(1));

        Assert.Equal(AppendResult.Failed, await behind);
        await Assert.ThrowsAsync<JournalUnavailableException>(async () => await journal.Load(pen.Key));
        shell.Run("ROLLBACK");
        Assert.Equal(AppendResult.Failed, await slow);
        Assert.True(SpinWait.SpinUntil(() => journal.IsAvailable, TimeSpan.FromSeconds(30)));
        Assert.Equal(2, (await journal.Load(pen.Key)).Events.Count);
    }

    [Fact]
    public async Task A_commit_that_writes_nothing_is_no_proof_that_storage_works()
    {
        await using var journal = SqliteJournal.Open(DatabasePath, TimeProvider.System);
        var pen = EntityPen.New();
        OperatorShell.Run(DatabasePath, "CREATE TRIGGER broken BEFORE UPDATE ON head BEGIN SELECT RAISE(FAIL, 'broken'); END");
        Assert.Equal(AppendResult.Failed, await journal.Append([pen.Part("fails")]));

        var onTopOfIt = pen.Part("would be refused, so there is nothing to write");

        Assert.Equal(AppendResult.Failed, await journal.Append([onTopOfIt]));
        Assert.False(journal.IsAvailable);
    }

    [Fact]
    public async Task Snapshots_beyond_what_may_wait_are_dropped_and_appends_are_not()
    {
        const int megabyte = 1024 * 1024;
        EntityPen[] pens = [.. Enumerable.Range(0, 40).Select(_ => EntityPen.New())];
        await using (var journal = SqliteJournal.Open(DatabasePath, TimeProvider.System))
        {
            foreach (var pen in pens) await journal.Append([pen.Part("an event")]);
            await using var shell = OperatorShell.HoldingTheWriteLock(DatabasePath);
            foreach (var pen in pens) journal.SaveSnapshot(pen.Key, new Snapshot("period.v1", pen.Head, new byte[megabyte]));
            var last = journal.Append([pens[0].Part("after them")]);
            shell.Run("ROLLBACK");
            Assert.Equal(AppendResult.Appended, await last);
        }

        await using var again = SqliteJournal.Open(DatabasePath, TimeProvider.System);
        var kept = 0;
        foreach (var pen in pens)
            if ((await again.Load(pen.Key)).Snapshot is not null) kept++;
        Assert.Equal(SnapshotShelf.BytesMax / megabyte, kept);
    }

    [Fact]
    public async Task A_snapshot_that_is_larger_than_all_that_may_wait_is_kept_when_it_waits_alone()
    {
        var pen = EntityPen.New();
        await using (var journal = SqliteJournal.Open(DatabasePath, TimeProvider.System))
        {
            await journal.Append([pen.Part("an event")]);
            journal.SaveSnapshot(pen.Key, new Snapshot("period.v1", pen.Head, new byte[SnapshotShelf.BytesMax + 1]));
        }

        await using var again = SqliteJournal.Open(DatabasePath, TimeProvider.System);
        Assert.Equal(SnapshotShelf.BytesMax + 1, (await again.Load(pen.Key)).Snapshot?.State.Length);
    }

    [Fact]
    public async Task Counters_count_what_is_durable_only()
    {
        await using var journal = SqliteJournal.Open(DatabasePath, TimeProvider.System);
        var pen = EntityPen.New();
        var late = pen.Twin();
        await journal.Append([pen.Part("one")]);
        await journal.Append([late.Part("refused")]);
        await journal.Append([pen.Part("two")]);

        Assert.Equal(2, journal.AppendsCommitted);
        Assert.Equal(2, journal.Commits);
        Assert.Equal(0, journal.QueueLength);
    }
}
