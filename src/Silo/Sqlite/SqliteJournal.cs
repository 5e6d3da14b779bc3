using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Periods.Grains.Journal;
using Periods.Silo.Journals;

namespace Periods.Silo.Sqlite;

/// <summary>A journal in one file, for one process: the embedded default.</summary>
public sealed class SqliteJournal : ISiloJournal
{
    private static readonly Task<AppendResult> Confirmed = Task.FromResult(AppendResult.Appended);

    private readonly OpenJournal _open;
    private readonly ReadPool _readers;
    private readonly JournalWriter _writer;
    private readonly Lock _closing = new();
    private Task? _closed;

    private SqliteJournal(OpenJournal open, TimeProvider time, ILogger log)
    {
        _open = open;
        _readers = open.Readers;
        _writer = new JournalWriter(open.Transaction, open.Log, time, log);
    }

    /// <summary>
    /// Opens the file, made with its folder when missing, and owns it until disposed.
    /// Throws <see cref="JournalOpenException"/>.
    /// </summary>
    public static SqliteJournal Open(string path, TimeProvider time, ILogger<SqliteJournal>? log = null) =>
        Open(path, time, log ?? NullLogger<SqliteJournal>.Instance, new SqliteOptions());

    internal static SqliteJournal Open(string path, TimeProvider time, ILogger log, SqliteOptions options) =>
        new(JournalFile.Open(path, options, log), time, log);

    /// <inheritdoc cref="JournalWriter.HangEnded"/>
    public event Action? HangEnded
    {
        add => _writer.HangEnded += value;
        remove => _writer.HangEnded -= value;
    }

    /// <summary>Whether nothing was recorded yet when it was opened.</summary>
    public bool WasEmpty => _open.WasEmpty;

    /// <summary>Whether the last attempt to write worked. While it did not, an idle journal tries again by itself, unless <see cref="LogRenewal"/> forbids it.</summary>
    public bool IsAvailable => _writer.IsAvailable;

    /// <summary>Appends that wait.</summary>
    public int QueueLength => _writer.QueueLength;

    /// <summary>Transactions that made appends durable, since the journal was opened.</summary>
    public long Commits => _writer.Commits;

    /// <summary>Appends made durable, since the journal was opened.</summary>
    public long AppendsCommitted => _writer.AppendsCommitted;

    public Task<AppendResult> Append(IReadOnlyList<EntityAppend> parts) => _writer.Append(parts);

    /// <summary>One thread writes, in the order of the calls.</summary>
    public Task<AppendResult> KeepOrder(IReadOnlyList<EntityKey> keys) => Confirmed;

    /// <summary>The file has one owner: nobody else can have moved a head.</summary>
    public Task<AppendResult> Confirm(EntityKey key, EntityHead head) => Confirmed;

    public Task<EntityHistory> Load(EntityKey key) => _writer.Hangs
        ? throw new JournalUnavailableException("The journal's disk hangs: what became of the last commit is not known yet.")
        : _readers.Use(queries => queries.Load(key));

    public async IAsyncEnumerable<JournalEvent> Read(EntityKey key, long afterVersion, [EnumeratorCancellation] CancellationToken stop)
    {
        while (true)
        {
            stop.ThrowIfCancellationRequested();
            var after = afterVersion;
            var page = await _readers.Use(queries => queries.Events(key, after, SqliteSettings.ReadPage));
            foreach (var e in page) yield return e;
            if (page.Count < SqliteSettings.ReadPage) yield break;
            afterVersion = page[^1].Version;
        }
    }

    public Task<DatedPage> ReadDated(EntityKey key, DatedQuery query) => _readers.Use(queries => queries.Dated(key, query));

    public Task<IReadOnlyList<EntityProgress>> ReadProgress(Guid business, IReadOnlyList<DateTimeOffset> times) => _readers.Use(queries => queries.Progress(business, times));

    public Task<IReadOnlyList<IReadOnlyList<JournalEvent>>> ReadSlices(IReadOnlyList<VersionSlice> slices, int limit, bool backwards) =>
        _readers.Use(queries => queries.Slices(slices, limit, backwards));

    public IAsyncEnumerable<EntityRow> ReadRows(EntityKey key, CancellationToken stop) => RowPages.Read(
        after => _readers.Use(queries => queries.Rows(key, after, SqliteSettings.ReadPage)), SqliteSettings.ReadPage, stop);

    public Task<IReadOnlyList<AnswerMark>> LoadAnswers(EntityKey key) => _readers.Use(queries => queries.Answers(key));

    public Task<byte[]?> ReadAnswer(EntityKey key, string commandKey) => _readers.Use(queries => queries.Reply(key, commandKey));

    public void SaveSnapshot(EntityKey key, Snapshot snapshot) => _writer.Save(key, snapshot);

    /// <summary>Commits what is queued, then lets go of the file. Appends from now on are answered Overloaded.</summary>
    public ValueTask DisposeAsync()
    {
        lock (_closing) return new(_closed ??= Close());
    }

    private async Task Close()
    {
        await _writer.Close();
        await _readers.DisposeAsync();
        await _open.Log.Settled;
        _open.File.Dispose();
        _open.Log.Dispose();
        _open.Ownership.Dispose();
    }
}
