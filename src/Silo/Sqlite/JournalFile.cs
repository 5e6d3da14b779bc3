using Microsoft.Extensions.Logging;
using Periods.Silo.Journals;

namespace Periods.Silo.Sqlite;

/// <summary>Opens the database file, or says in one sentence why not and leaves it as it was.</summary>
internal static class JournalFile
{
    /// <summary>As many links as Linux follows on the way to a file.</summary>
    private const int LinksMax = 40;

    public static OpenJournal Open(string path, SqliteOptions options, ILogger logger)
    {
        path = WithoutLinks(path);
        FileOwnership? ownership = null;
        SqliteFile? file = null;
        LogRenewal? log = null;
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            ownership = FileOwnership.Of(path);
            var version = InspectedVersion(path);
            file = SqliteFile.ForWriting(path);
            SqliteSchema.Upgrade(file, version);
            RefuseDamage(file, path);
            var isEmpty = file.Number("SELECT position FROM head") == 0;
            log = new LogRenewal(file, path, options.Flush, logger);
            log.Begin();
            var recent = RecentEvents.Of(file, options.EventsUnindexed);
            return new OpenJournal(ownership, file, new JournalTransaction(file, recent), log, new ReadPool(path, recent), isEmpty);
        }
        catch (Exception e)
        {
            file?.Dispose();
            log?.Dispose();
            ownership?.Dispose();
            throw Explained(e, path);
        }
    }

    /// <summary>Opens a file only to look at it: in use or not, a copy or not. Does not change it, but may leave an empty log beside it.</summary>
    public static SqliteFile OpenForVerifying(string path)
    {
        path = WithoutLinks(path);
        if (!File.Exists(path)) throw new JournalOpenException($"{path} does not exist.");
        SqliteFile? file = null;
        try
        {
            file = SqliteFile.ForVerifying(path);
            var version = SqliteSchema.VersionOf(file, path);
            if (version == 0) throw new JournalOpenException($"{path} is empty.");
            if (version < SqliteSchema.Newest) throw new JournalOpenException($"{path} has schema version {version}, not {SqliteSchema.Newest}; start the service on a copy of it first, which brings it up to date.");
            return file;
        }
        catch (Exception e)
        {
            file?.Dispose();
            throw Explained(e, path);
        }
    }

    // SQLite follows links: its log lies beside the file itself. So must the lock, and who looks for a log.
    private static string WithoutLinks(string path, int links = 0)
    {
        path = Path.GetFullPath(path);
        if (Path.GetDirectoryName(path) is not { } above) return path;
        if (links > LinksMax) throw new JournalOpenException($"{path} is a link that leads nowhere.");
        var folder = WithoutLinks(above, links);
        path = Path.Join(folder, Path.GetFileName(path));
        return new FileInfo(path).LinkTarget is { } target ? WithoutLinks(Path.Combine(folder, target), links + 1) : path;
    }

    // Read-only first: opening for writing turns the log on, which would change even a file that is refused.
    private static int InspectedVersion(string path)
    {
        if (!File.Exists(path)) return 0;
        using var file = SqliteFile.ForInspecting(path);
        return SqliteSchema.VersionOf(file, path);
    }

    private static void RefuseDamage(SqliteFile file, string path)
    {
        var head = file.Number("SELECT position FROM head");
        var last = file.Number("SELECT max(position) FROM event");
        if (head != last)
            throw new JournalOpenException($"{path} is damaged: it ended at event {head}, but now ends at event {last}; verify it, then restore a backup.");
        var indexed = file.Number("SELECT indexed FROM head");
        if (indexed > head)
            throw new JournalOpenException($"{path} is damaged: it ended at event {head}, but its index is said to go to event {indexed}; verify it, then restore a backup.");
    }

    private static JournalOpenException Explained(Exception e, string path) => e switch
    {
        JournalOpenException known => known,
        SqliteFault { IsDamage: true } => new JournalOpenException($"{path} is damaged or no database: {e.Message}.", e),
        _ => new JournalOpenException($"{path} cannot be opened: {e.Message}", e),
    };
}

/// <summary>What an open journal is made of.</summary>
internal sealed record OpenJournal(FileOwnership Ownership, SqliteFile File, JournalTransaction Transaction, LogRenewal Log, ReadPool Readers, bool WasEmpty);
