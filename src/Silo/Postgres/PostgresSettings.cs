namespace Periods.Silo.Postgres;

/// <summary>Numbers of this storage, each with its reason.</summary>
internal static class PostgresSettings
{
    /// <summary>
    /// Of every connection. A statement is ended by the server before the client gives up on it, or a server that is only slow would collect
    /// sessions that nobody waits for. Plans go by index, whatever the tables looked like when the plan was made: an empty journal
    /// grows while plans stay. And in its order: where most entities have a few hundred events, the server takes that for all, and would sort the 300,000 of one to give out a page of them, 147 ms instead of 0.1.
    /// Rows that a policy hides are an error, not rows that are not there.
    /// </summary>
    public const string Session = """
        SET synchronous_commit = on;
        SET default_transaction_isolation = 'read committed';
        SET statement_timeout = 2500;
        SET lock_timeout = 0;
        SET idle_session_timeout = 0;
        SET idle_in_transaction_session_timeout = 0;
        SET row_security = off;
        SET enable_indexscan = on;
        SET enable_bitmapscan = on;
        SET enable_seqscan = off;
        SET enable_hashjoin = off;
        SET enable_mergejoin = off;
        SET enable_sort = off;
        SET jit = off;
        SET plan_cache_mode = force_generic_plan;
        SET search_path = pg_catalog;
        SET client_min_messages = error;
        SET TimeZone = 'UTC';
        """;

    /// <summary>Batches in flight: while the disk flushes one, the next is sent. More of them make each smaller.</summary>
    public const int LanesMax = 4;

    /// <summary>
    /// Appends that wait in a lane before the next lane is used too. Measured on two cores: 8 appends in a commit cost the server 100 µs
    /// each, 32 cost 35 µs, 128 cost 23 µs, 256 cost 19 µs.
    /// </summary>
    public const int BatchWellFilled = 128;

    /// <summary>Of a lane's batch: what is new goes to other lanes then. Many times what a usual batch takes, what a full one does, and a tenth of what an append may wait.</summary>
    public static readonly TimeSpan LaneStallsAfter = TimeSpan.FromMilliseconds(200);

    /// <summary>Loads are short; more of them at once only wait for the same disk.</summary>
    public const int ReadersMax = 4;

    /// <summary>
    /// How soon a connection that nothing is sent over says that it is there. Balancers and address translators forget one after four minutes and more, without a word to either side, and
    /// the next batch would find out by waiting for its commit to the end. A connection string may name another (<c>Tcp Keepalive Time</c>).
    /// </summary>
    public const int KeepAliveSeconds = 60;

    /// <summary>
    /// Where a connection string names several hosts: how long one may take to let in, and how long what was found of it is believed. A third of what an append waits for its connection.
    /// </summary>
    public const int HostSeconds = 1;

    /// <summary>One to append, one to confirm, one to read.</summary>
    public const int ConnectionsMin = 3;

    /// <summary>Heads a silo remembers to be committed, at about 100 bytes each; of others it asks by their keys.</summary>
    public const int HeadsKnown = 200_000;

    /// <summary>Heads asked about in one round trip; more wait for the next.</summary>
    public const int ConfirmBatchMax = 4_096;

    /// <summary>Times a batch is looked at again because another silo was faster: it has lost that many races in a row.</summary>
    public const int RacesMax = 16;

    /// <summary>Events read in one go.</summary>
    public const int ReadPage = 256;

    /// <summary>While storage fails, how soon an idle lane finds out that it works again.</summary>
    public static readonly TimeSpan ProbeEvery = TimeSpan.FromMilliseconds(500);

    /// <summary>How exactly the waits are kept.</summary>
    public static readonly TimeSpan SweepEvery = TimeSpan.FromMilliseconds(200);

    /// <summary>Snapshots written in one statement: what a disk takes in a few milliseconds.</summary>
    public const int SnapshotBytesPerStatement = 256 * 1024;

    /// <summary>Twice as long as anybody relies on them: a silo may remember a key by a clock that is slower than the server's.</summary>
    public static readonly TimeSpan AnswersKept = 2 * Limits.IdempotencyMemory;

    public const int AnswersPrunedPerStatement = 2_048;

    public static readonly TimeSpan PruneEvery = TimeSpan.FromMinutes(10);

    /// <summary>"Peri": the space of advisory locks that are ours.</summary>
    public const int LockSpace = 0x50657269;

    /// <summary>In that space, lanes have their numbers, which count from 1.</summary>
    public const int MigrationLock = 0;

    /// <summary>Held by whoever takes the journal for itself, and shared by whoever takes a lane.</summary>
    public const int OwnershipLock = -1;

    /// <summary>How long who wants the journal for itself waits for others to be gone: a process that was ended leaves sessions that the server has yet to notice.</summary>
    public static readonly TimeSpan OwnershipWait = TimeSpan.FromSeconds(5);

    /// <summary>How long who takes the journal for itself may take between two statements: until it is done nobody takes a lane, and the server would wait for one that was cut off there for as long as TCP does.</summary>
    public static readonly TimeSpan OwnershipPause = TimeSpan.FromSeconds(3);

    /// <summary>How soon an owner finds out that nobody else's commit can come any more, or that it is not the owner.</summary>
    public static readonly TimeSpan OwnershipLookedAt = TimeSpan.FromSeconds(1);
}
