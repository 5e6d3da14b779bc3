using System.Buffers.Binary;
using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Win32.SafeHandles;
using Periods.Gateway.Tests.Running;
using Periods.Grains.Journal;
using Periods.Silo.Journals;
using Periods.Silo.Sqlite;

namespace Periods.Silo.Tests.Journals;

/// <summary>The log of SQLite's file begins anew when it has grown long, whoever reads it meanwhile, and nothing of it is lost.</summary>
public sealed class LogRenewalTests : IDisposable
{
    private const int PageBytes = 4_096;
    private static readonly string Chapter = new('x', 50 * PageBytes);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly TempFolder _folder = new();
    private readonly EntityPen _pen = EntityPen.New();

    private string DatabasePath => _folder.File("periods.db");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_long_log_begins_anew_and_everything_in_it_is_kept()
    {
        await using (var journal = SqliteJournal.Open(DatabasePath, TimeProvider.System))
        {
            for (var renewals = 0; renewals < 3; renewals++)
            {
                var before = LogNumber();
                await WriteALongLog(journal);
                await WriteUntil(journal, () => LogNumber() != before);
            }
        }

        Assert.False(File.Exists(DatabasePath + "-wal"));
        await using var again = SqliteJournal.Open(DatabasePath, TimeProvider.System);
        var last = (await again.Load(_pen.Key)).Events[^1];
        Assert.Equal(_pen.Head, new EntityHead(last.Version, last.Hash));
    }

    [Fact]
    public async Task A_reader_who_holds_the_log_only_puts_it_off()
    {
        const int keptAtMost = 64 * 1024 * 1024;
        await using var journal = SqliteJournal.Open(DatabasePath, TimeProvider.System);
        Assert.Equal(AppendResult.Appended, await journal.Append([_pen.Part("first")]));
        var before = LogNumber();
        await using (var shell = new OperatorShell(DatabasePath))
        {
            shell.Run("BEGIN");
            Assert.Equal(1, shell.Number("SELECT count(*) FROM event"));
            while (new FileInfo(DatabasePath + "-wal").Length <= keptAtMost) await WriteALongLog(journal);
            Assert.Equal(before, LogNumber());
            Assert.Equal(1, shell.Number("SELECT count(*) FROM event"));
        }
        await WriteUntil(journal, () => LogNumber() != before);
        // What the disk had to give for it is given back.
        await WriteUntil(journal, () => new FileInfo(DatabasePath + "-wal").Length <= keptAtMost);
    }

    [Fact]
    public async Task The_log_of_a_process_that_died_is_copied_when_the_file_is_opened_again()
    {
        using var crash = new TempFolder();
        var copy = crash.File("periods.db");
        await using (var journal = SqliteJournal.Open(DatabasePath, TimeProvider.System))
        {
            Assert.Equal(AppendResult.Appended, await journal.Append([_pen.Part("before")]));
            foreach (var file in new[] { "", "-wal" }) File.Copy(DatabasePath + file, copy + file);
        }
        var before = LogNumber(copy);

        await using var again = SqliteJournal.Open(copy, TimeProvider.System);
        Assert.Equal(AppendResult.Appended, await again.Append([_pen.Part("after")]));

        Assert.NotEqual(before, LogNumber(copy));
        Assert.Equal(2, (await again.Load(_pen.Key)).Events.Count);
    }

    [Fact]
    public async Task Who_closes_the_journal_waits_for_a_copy_that_is_under_way()
    {
        using var disk = new ManualResetEventSlim();
        var flushes = 0;
        var journal = SqliteJournal.Open(
            DatabasePath, TimeProvider.System, NullLogger.Instance, new() { Flush = _ => Assert.True(Interlocked.Increment(ref flushes) == 1 || disk.Wait(Patience)) });
        await WriteALongLog(journal);
        await WriteUntil(journal, () => Volatile.Read(ref flushes) == 2);

        var closing = journal.DisposeAsync().AsTask();

        Assert.False(SpinWait.SpinUntil(() => closing.IsCompleted, TimeSpan.FromSeconds(0.5)));
        disk.Set();
        await closing.WaitAsync(Patience);
    }

    [Fact]
    public async Task After_one_flush_that_failed_nothing_is_written_any_more_and_with_what_the_disk_has_and_the_log_nothing_acknowledged_is_lost()
    {
        var disk = new FaultyDisk();
        using var log = new KeptLog();
        await using (var journal = SqliteJournal.Open(DatabasePath, TimeProvider.System, log, new() { Flush = disk.Flush }))
        {
            var acknowledged = await FailTheNextFlush(journal, disk);
            var before = LogNumber();

            for (var i = 0; i < 20; i++) Assert.Equal(AppendResult.Failed, await journal.Append([_pen.Twin().Part("again")]));
            Assert.False(journal.IsAvailable);
            Assert.Equal(before, LogNumber());
            Assert.Equal(acknowledged, (await journal.Load(_pen.Key)).Head);
            Assert.Equal(["Error The disk failed under the journal's file: what is acknowledged is kept in its log, and nothing more is written until the service is restarted. IOException"], log.Entries);
        }
        File.WriteAllBytes(DatabasePath, disk.Kept);

        await AssertKept(DatabasePath, _pen.Head);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_log_that_the_disk_does_not_give_back_is_not_copied_again_whichever_connection_finds_out(bool writer)
    {
        using var file = SqliteFile.ForWriting(DatabasePath);
        using var renewal = new LogRenewal(file, DatabasePath, Disk.Flush, NullLogger.Instance);
        file.Execute($"CREATE TABLE pages (content); INSERT INTO pages VALUES (zeroblob({SqliteSettings.LogPages * PageBytes}))");
        if (writer)
        {
            renewal.Tend();
            await renewal.Settled;
            file.Execute("INSERT INTO pages VALUES (1)");
        }
        using (var log = new FileStream(DatabasePath + "-wal", FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete)) log.SetLength(PageBytes);

        renewal.Tend();
        await renewal.Settled;

        Assert.True(renewal.HasFailed);
    }

    [Fact]
    public async Task A_copy_is_flushed_by_who_copied_it_also_when_it_was_all_there_is()
    {
        var flushes = 0;
        using var file = SqliteFile.ForWriting(DatabasePath);
        using var renewal = new LogRenewal(file, DatabasePath, _ => flushes++, NullLogger.Instance);
        file.Execute($"CREATE TABLE pages (content); INSERT INTO pages VALUES (zeroblob({SqliteSettings.LogPages * PageBytes}))");

        renewal.Tend();
        await renewal.Settled;

        Assert.Equal(1, flushes);
    }

    /// <summary>The nearest thing to a disk that fails: a device that cannot be flushed.</summary>
    [Fact]
    public void A_flush_that_the_kernel_refuses_is_not_passed_over()
    {
        using var device = File.OpenHandle("/dev/null", FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        Assert.Equal("Invalid argument", Assert.Throws<IOException>(() => new SqliteOptions().Flush(device)).Message);
    }

    [Fact]
    public async Task A_file_whose_flush_fails_when_it_is_opened_is_refused_and_its_log_kept()
    {
        using var crash = new TempFolder();
        var copy = crash.File("periods.db");
        await using (var journal = SqliteJournal.Open(DatabasePath, TimeProvider.System))
        {
            Assert.Equal(AppendResult.Appended, await journal.Append([_pen.Part("before")]));
            foreach (var file in new[] { "", "-wal" }) File.Copy(DatabasePath + file, copy + file);
        }
        var kept = await File.ReadAllBytesAsync(copy);

        var refusal = Assert.Throws<JournalOpenException>(
            () => SqliteJournal.Open(copy, TimeProvider.System, NullLogger.Instance, new() { Flush = _ => throw new IOException("Input/output error") }));

        Assert.Equal($"{copy} cannot be opened: Input/output error", refusal.Message);
        await File.WriteAllBytesAsync(copy, kept);
        await AssertKept(copy, _pen.Head);
    }

    /// <summary>Lets a copy that a reader cuts short, which SQLite does not flush, fail to reach the disk. Returns the last head acknowledged.</summary>
    private async Task<EntityHead> FailTheNextFlush(SqliteJournal journal, FaultyDisk disk)
    {
        await using var shell = new OperatorShell(DatabasePath);
        shell.Run("BEGIN");
        Assert.Equal(0, shell.Number("SELECT count(*) FROM event"));
        disk.FailsNext = true;
        var since = Stopwatch.GetTimestamp();
        while (true)
        {
            var attempt = _pen.Twin();
            if (await journal.Append([attempt.Part(Chapter)]) == AppendResult.Failed) return _pen.Head;
            _pen.Part(Chapter);
            Assert.True(Stopwatch.GetElapsedTime(since) < Patience, "Nobody noticed that the flush failed.");
        }
    }

    private async Task AssertKept(string path, EntityHead acknowledged)
    {
        await using (var journal = SqliteJournal.Open(path, TimeProvider.System))
        {
            Assert.Equal(acknowledged, (await journal.Load(_pen.Key)).Head);
            Assert.Equal(AppendResult.Appended, await journal.Append([_pen.Part("after")]));
        }
        await using var reader = SqliteJournalReader.Open(path);
        Assert.Equal(new JournalReport(_pen.Head.Version, 1, null), await JournalVerifier.Verify(reader, CancellationToken.None));
    }

    private async Task WriteALongLog(SqliteJournal journal)
    {
        for (var pages = 0; pages < SqliteSettings.LogPages; pages += Chapter.Length / PageBytes) Assert.Equal(AppendResult.Appended, await journal.Append([_pen.Part(Chapter)]));
    }

    private async Task WriteUntil(SqliteJournal journal, Func<bool> fact)
    {
        var since = Stopwatch.GetTimestamp();
        while (!fact())
        {
            Assert.True(Stopwatch.GetElapsedTime(since) < Patience, "The log did not begin anew.");
            Assert.Equal(AppendResult.Appended, await journal.Append([_pen.Part("more")]));
        }
    }

    private uint LogNumber() => LogNumber(DatabasePath);

    /// <summary>How often the log has begun anew (https://sqlite.org/fileformat2.html#walformat, checkpoint sequence number).</summary>
    private static uint LogNumber(string path)
    {
        using var log = new FileStream(path + "-wal", FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        Span<byte> header = stackalloc byte[32];
        return log.ReadAtLeast(header, header.Length, throwOnEndOfStream: false) == header.Length ? BinaryPrimitives.ReadUInt32BigEndian(header[12..]) : 0;
    }

    /// <summary>Remembers what it was flushed with. A flush that failed is never made up for.</summary>
    private sealed class FaultyDisk
    {
        private volatile bool _failsNext;

        public bool FailsNext { set => _failsNext = value; }

        public byte[] Kept { get; private set; } = [];

        public void Flush(SafeFileHandle file)
        {
            if (_failsNext)
            {
                _failsNext = false;
                throw new IOException("Input/output error");
            }
            var bytes = new byte[RandomAccess.GetLength(file)];
            RandomAccess.Read(file, bytes, 0);
            Kept = bytes;
        }
    }
}
