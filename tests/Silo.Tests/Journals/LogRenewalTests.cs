using System.Buffers.Binary;
using System.Diagnostics;
using Periods.Grains.Journal;
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
        await using var journal = SqliteJournal.Open(DatabasePath, TimeProvider.System);
        Assert.Equal(AppendResult.Appended, await journal.Append([_pen.Part("first")]));
        var before = LogNumber();
        await using (var shell = new OperatorShell(DatabasePath))
        {
            shell.Run("BEGIN");
            Assert.Equal(1, shell.Number("SELECT count(*) FROM event"));
            await WriteALongLog(journal);
            await WriteALongLog(journal);
            Assert.Equal(before, LogNumber());
            Assert.Equal(1, shell.Number("SELECT count(*) FROM event"));
        }
        await WriteUntil(journal, () => LogNumber() != before);
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
}
