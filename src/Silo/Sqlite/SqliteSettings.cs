namespace Periods.Silo.Sqlite;

/// <summary>Numbers of this storage, each with its reason.</summary>
internal static class SqliteSettings
{
    /// <summary>
    /// FULL: a commit is on disk before it is answered. No commit copies the log into the file, see <see cref="LogRenewal"/>. The log shrinks back to 64 MB
    /// after a long read held it. Five seconds is what an operator's sqlite3 shell may hold the file before commits fail; who waits for
    /// one is answered after three.
    /// </summary>
    public const string Writer = """
        PRAGMA busy_timeout = 5000;
        PRAGMA journal_mode = WAL;
        PRAGMA synchronous = FULL;
        PRAGMA wal_autocheckpoint = 0;
        PRAGMA journal_size_limit = 67108864;
        PRAGMA cache_size = -65536;
        PRAGMA temp_store = MEMORY;
        """;

    public const string Reader = """
        PRAGMA busy_timeout = 5000;
        PRAGMA cache_size = -8192;
        PRAGMA temp_store = MEMORY;
        """;

    /// <summary>
    /// The log is copied into the file when it has so many pages, each changed page once, however often it changed: a long log means less writing. 32 MB, copied in well
    /// under a second.
    /// </summary>
    public const int LogPages = 8_000;

    /// <summary>Pages until the next attempt, when not all of it could be copied.</summary>
    public const int LogPagesMore = 1_000;

    /// <summary>Loads are short; more of them at once only wait for the same disk.</summary>
    public const int ReadConnections = 4;

    /// <summary>Events read in one go: a read transaction stays short, or the log could not be emptied meanwhile.</summary>
    public const int ReadPage = 256;

    /// <summary>
    /// Events before the index takes them. The more, the more of an entity's lie together, and the fewer pages are changed for each. In memory they cost 25 bytes each, or 160 when every one has an
    /// entity of its own. When a file is opened, half as many again are read at most, in 30 to 100 ms.
    /// </summary>
    public const int EventsUnindexed = 65_536;

    /// <summary>Heads the writer remembers, at about 250 bytes each; of others it asks the table.</summary>
    public const int HeadsRemembered = 100_000;

    /// <summary>Snapshots that ride along in one commit: what a disk writes in a few milliseconds.</summary>
    public const int SnapshotBytesPerCommit = 256 * 1024;

    /// <summary>Twice as long as anybody relies on them, so that no clock difference matters.</summary>
    public static readonly TimeSpan AnswersKept = 2 * Limits.IdempotencyMemory;

    /// <summary>As many as one commit can add: pruning keeps up with any load.</summary>
    public const int AnswersPrunedPerCommit = Limits.JournalBatchMax;

    public static readonly TimeSpan PruneEvery = TimeSpan.FromMinutes(10);

    /// <summary>How exactly the waits are kept.</summary>
    public static readonly TimeSpan SweepEvery = TimeSpan.FromMilliseconds(200);

    /// <summary>While storage fails, how soon an idle writer finds out that it works again.</summary>
    public static readonly TimeSpan ProbeEvery = TimeSpan.FromSeconds(1);
}
