using System.Data.Common;
using Microsoft.Extensions.Logging;
using Periods.Silo.Journals;
using Periods.Silo.Local;
using Periods.Silo.Sqlite;

namespace Periods.Silo;

/// <summary>A silo of the local host: a journal and the grains on it. What a gateway starts, asks and stops.</summary>
public sealed class LocalSilo : IAsyncDisposable
{
    private readonly ISiloJournal _journal;
    private readonly LocalNotices _notices;

    private LocalSilo(ISiloJournal journal, TimeProvider time, ILoggerFactory logs)
    {
        _journal = journal;
        _notices = new LocalNotices(time, logs.CreateLogger<LocalNotices>());
        Grains = new LocalGrains(journal, new SystemClock(time), _notices);
    }

    public IGrains Grains { get; }

    /// <summary>Whether nothing was ever recorded.</summary>
    public bool IsNew => _journal.WasEmpty;

    /// <summary>Whether commands can be made durable now.</summary>
    public bool IsAvailable => _journal.IsAvailable;

    /// <summary>Opens the journal that the connection string names: <c>Data Source=file</c>. Throws <see cref="JournalOpenException"/>.</summary>
    public static LocalSilo Open(string connectionString, TimeProvider time, ILoggerFactory logs) =>
        new(SqliteJournal.Open(FileOf(connectionString), time, logs.CreateLogger<SqliteJournal>()), time, logs);

    /// <summary>Opens a journal only to look at it, also beside a running silo. Throws <see cref="JournalOpenException"/>.</summary>
    public static IJournalReader OpenForVerifying(string connectionString) => SqliteJournalReader.Open(FileOf(connectionString));

    /// <summary>Commits what is queued and lets go of the journal.</summary>
    public async ValueTask DisposeAsync()
    {
        await _journal.DisposeAsync();
        await _notices.DisposeAsync();
    }

    /// <summary>The file of a <c>Data Source=…</c> string. Throws <see cref="JournalOpenException"/>.</summary>
    public static string FileOf(string connectionString)
    {
        try
        {
            var parts = new DbConnectionStringBuilder { ConnectionString = connectionString };
            if (parts.TryGetValue("Data Source", out var file) && file is string { Length: > 0 } path) return path;
        }
        catch (ArgumentException)
        {
            // Not even a connection string: the same message helps.
        }
        throw new JournalOpenException($"ConnectionStrings__Journal must be 'Data Source=<file>', not '{connectionString}'.");
    }
}
