namespace Periods;

/// <summary>Everything has a limit; each stands here with its reason. At a limit the answer is a clear refusal.</summary>
public static class Limits
{
    /// <summary>The largest body of the contract (a note of the longest kind, escaped) is below 16 KiB; four times that.</summary>
    public const int BodyBytesMax = 64 * 1024;

    /// <summary>Path and query: RFC 9110 wants 8,000 octets to be taken. The longest of the contract, a search with a cursor, is below 5,000.</summary>
    public const int RequestTargetLengthMax = 8_000;

    /// <summary>Fields of a request: browsers and proxies send up to 30.</summary>
    public const int RequestHeadersMax = 100;

    /// <summary>All fields of a request together. The server itself ends a request above it: to count again what it has counted, every request would have to pay.</summary>
    public const int RequestHeadersBytesMax = 32 * 1024;

    /// <summary>Nesting of a body; the contract's deepest is 4.</summary>
    public const int JsonDepthMax = 64;

    /// <summary>Notes and reasons are read by people; a page of text.</summary>
    public const int NotesLengthMax = 2_000;

    /// <summary>The Zenskar contract's maximum for period_name; names of businesses, users and tokens follow it.</summary>
    public const int NameLengthMax = 255;

    /// <summary>RFC 5321: the longest address a mail can be sent to.</summary>
    public const int EmailLengthMax = 254;

    /// <summary>As Zuora documents it for the same header.</summary>
    public const int IdempotencyKeyLengthMax = 255;

    /// <summary>Entity tags in one header, commas included: a client that names more than some dozen versions it would take expects none in particular.</summary>
    public const int EntityTagsLengthMax = 1_000;

    /// <summary>Draft-07 leaves the lifetime to the server; design promises at least 24 hours.</summary>
    public static readonly TimeSpan IdempotencyMemory = TimeSpan.FromHours(25);

    /// <summary>Keyed commands of one user that one entity remembers at a time: who imports with keys must not keep others from closing with one.</summary>
    public const int RememberedKeysOfUserMax = 20_000;

    /// <summary>Keyed commands one entity remembers at a time: 40,000 x about 150 bytes = 6 MB for a very hot period.</summary>
    public const int RememberedKeysMax = 2 * RememberedKeysOfUserMax;

    /// <summary>Those that one process holds in memory, of all entities: 150 MB. Beyond, those of the entities used least recently are read again when they are asked for.</summary>
    public const int RememberedKeysResidentMax = 1_000_000;

    /// <summary>A hundred years of months. The whole calendar is one grain's state.</summary>
    public const int PeriodsPerBusinessMax = 1_200;

    /// <summary>The vendor's number: ten years of months.</summary>
    public const int BulkLockPeriodsMax = 120;

    /// <summary>Steps of a checklist: what people can read through at the end of a month.</summary>
    public const int ChecklistStepsMax = 50;

    /// <summary>A step's id is a word in a path.</summary>
    public const int StepIdLengthMax = 64;

    /// <summary>Users x roles on one period; the largest audit teams have hundreds of people.</summary>
    public const int SignOffsPerPeriodMax = 10_000;

    /// <summary>Characters of the notes of all of them, which are listed at once: 500 notes of the longest kind.</summary>
    public const int SignOffNotesPerPeriodMax = 1_000_000;

    /// <summary>Characters of the texts on one page of a list: a page of the longest texts ends earlier than its limit, and says that more follow.</summary>
    public const int PageTextMax = 256 * 1024;

    /// <summary>An answer above it counts while it is sent: few are, and only they add up.</summary>
    public const int LargeAnswerBytes = 64 * 1024;

    /// <summary>Bytes of large answers of one business that are not sent yet: whoever asks for more than they read waits for themselves. One alone may be larger.</summary>
    public const int UnsentBytesPerBusinessMax = 16 * 1024 * 1024;

    /// <summary>Users of one business; all are one grain's state.</summary>
    public const int MembersPerBusinessMax = 10_000;

    /// <summary>Bytes of that state, about, users and active tokens together: 10,000 users with a token each, or fewer with longer names.</summary>
    public const int UsersWeightMax = 8_000_000;

    /// <summary>The vendor's number.</summary>
    public const int ActiveTokensPerUserMax = 10;

    /// <summary>Tokens of a user that expired or were taken back and are still listed: some years of changing them. Older ones are in the journal only.</summary>
    public const int EndedTokensKeptPerUser = 50;

    /// <summary>Those of all users of a business.</summary>
    public const int EndedTokensKept = 1_000;

    /// <summary>A token in use all day is noted 24 times, however often it is used: when it was used last is known by the hour.</summary>
    public static readonly TimeSpan TokenUseNotedEvery = TimeSpan.FromHours(1);

    /// <summary>How long a process gathers which tokens were used before it notes them. A process that ends takes along what it gathered.</summary>
    public static readonly TimeSpan TokenUsesGatheredFor = TimeSpan.FromMinutes(10);

    /// <summary>Uses in one append: at about 300 bytes each, 150 KB.</summary>
    public const int TokenUsesPerNote = 500;

    /// <summary>How long a gateway believes what a token stood for: half of the 5 seconds within which a revocation is promised to work everywhere.</summary>
    public static readonly TimeSpan TokenBelief = TimeSpan.FromSeconds(2.5);

    /// <summary>Tokens a gateway believes at a time; beyond, it starts anew.</summary>
    public const int TokensBelievedMax = 50_000;

    /// <summary>Requests under way of a business that calls alone: more wait in the client as well as in the service.</summary>
    public const int InFlightOfOneBusinessMax = 4_096;

    /// <summary>Requests under way of all businesses together, when several call: enough to keep the processors and one commit busy.</summary>
    public static readonly int InFlightSharedMax = 64 * Environment.ProcessorCount;

    /// <summary>However many call, a business may have this many requests under way: a page of a dashboard loads at once.</summary>
    public const int InFlightPerBusinessMin = 16;

    /// <summary>How long a read of history waits for those before it: one of a business at a time, and all together one less than there are processors.</summary>
    public static readonly TimeSpan HistoryWaitMax = TimeSpan.FromSeconds(5);

    /// <summary>How long a request without a place waits to hear so: a client that asks again at once gets ten such answers a second on a connection, not a thousand.</summary>
    public static readonly TimeSpan TurnedAwayAfter = TimeSpan.FromMilliseconds(100);

    /// <summary>So many wait for that at a time, at a few KB each; beyond, they hear at once.</summary>
    public const int TurnedAwayWaitingMax = 4_096;

    /// <summary>The most that a rate limit can be set to: beyond, it limits nothing that the processors do not.</summary>
    public const int RateLimitMax = 1_000_000;

    /// <summary>Businesses, or addresses, whose requests are counted at a time, at about 150 bytes each; beyond, those with a whole quota are forgotten.</summary>
    public const int RateLimitedMax = 50_000;

    /// <summary>Answers of a rate limit that are kept as they are sent, at about 80 bytes each; what is left of a larger quota is written anew each time.</summary>
    public const int RateLimitFieldsKept = 10_000;

    /// <summary>Counts that inputs report: far above any ledger, far below what decimal arithmetic loses.</summary>
    public const long InputCountMax = 1_000_000_000_000;

    /// <summary>An amount in cents: ten trillion. 200 of them add up far below what 64 bits hold, and a client's floating point number still has every cent.</summary>
    public const long EntryAmountMax = 1_000_000_000_000_000;

    /// <summary>Lines of one journal entry: a payroll of a large company, or a whole trial balance.</summary>
    public const int EntryLinesMax = 200;

    /// <summary>An entry that balances has a debit and a credit.</summary>
    public const int EntryLinesMin = 2;

    /// <summary>Dates of one posting check: the days of three years nearly.</summary>
    public const int PostingCheckDatesMax = 1_000;

    /// <summary>What a page of journal entries may hold, as stored: a page of the largest entries ends earlier than its limit, and says that more follow.</summary>
    public const int EntryPageBytesMax = 4 * 1024 * 1024;

    /// <summary>Events one page of the audit log looks at: some 100 ms of reading. A filter that little matches ends its page here, and says that more may follow.</summary>
    public const int AuditEventsPerPage = 20_000;

    /// <summary>The same for the size of what it reads, as stored, beside the first event of each entity: journal entries are large.</summary>
    public const int AuditBytesPerPage = 16 * 1024 * 1024;

    /// <summary>Refusals of one business that a gateway keeps at once: what people run into in a day, and scripts in a second.</summary>
    public const int RefusalsKeptAtOnce = 1_000;

    /// <summary>And that it keeps each minute after that, at some 400 bytes: 35 MB a day of one that never stops. The others are counted.</summary>
    public const int RefusalsKeptPerMinute = 60;

    /// <summary>Refusals of all businesses that wait to be kept; beyond, they are counted.</summary>
    public const int RefusalsWaitingMax = 16_384;

    /// <summary>The longest request id that is taken over from a client: a UUID, a trace id, a balancer's own.</summary>
    public const int RequestIdLengthMax = 64;

    /// <summary>The vendor's maximum; the default is 50.</summary>
    public const int PageSizeMax = 1_000;

    /// <summary>Gauges a gateway keeps as they were answered, at about 1.5 KB each; beyond, it starts anew.</summary>
    public const int ScoresRenderedMax = 8_192;

    /// <summary>Days of score history a period keeps, at 8 bytes each: as many as can be asked for. It takes a year of daily changes to reach 365.</summary>
    public const int ScoreDaysKept = PageSizeMax;

    /// <summary>Score changes a CloseScore grain keeps for watchers that come back; older ones are read from the journal.</summary>
    public const int ScoreChangesKept = 64;

    /// <summary>What a watcher may lag behind before it gets its changes from the journal.</summary>
    public const int WatcherQueueLength = 64;

    /// <summary>Events that who comes back from far behind reads before it is another's turn: some 50 ms. Who needs fewer, from a snapshot on, waits for no turn.</summary>
    public const int ReplayEventsPerTurn = 4_096;

    /// <summary>Score changes told of one turn, at about 1 KB each: what a client that reads slowly keeps in memory. A page of the journal's, but for the event before.</summary>
    public const int ReplayChangesPerTurn = 250;

    /// <summary>States of a history that are kept while it is read, at a few KB each, since each has much of the one before: who comes later reads a sixteenth of it at most that others have read.</summary>
    public const int ReplayMarksKept = 32;

    /// <summary>Businesses whose histories are read for watchers at the same time: half of the processors are left for everybody else.</summary>
    public static readonly int ReplaysAtOnceMax = Math.Max(1, Environment.ProcessorCount / 2);

    /// <summary>A dashboard opens a handful; more than this on one token is a leak in the client.</summary>
    public const int StreamsPerTokenMax = 100;

    /// <summary>What the kernel may hold for one connection; Linux doubles it. Some 200 score changes: a reader that far behind is not reading.</summary>
    public const int SendBufferBytes = 128 * 1024;

    /// <summary>Entities kept in memory by one process: at about 2 KB each, 400 MB.</summary>
    public const int ResidentEntitiesMax = 200_000;

    /// <summary>What the lists and texts of one may take to weigh nothing: it is allowed for by the number of them.</summary>
    public const int ResidentEntityBytes = 2_048;

    /// <summary>
    /// Bytes, about, that all of them take beyond that: the 120 periods of a bulk lock with all the notes they have room for, 260 MB, and less than is left of a pod's memory (k8s/base/deployment.yaml).
    /// Beyond, those used least recently are read again when they are asked for. What one lifecycle command concerns stays until it is over, whatever it weighs.
    /// </summary>
    public const long ResidentWeightMax = 300_000_000;

    /// <summary>
    /// How long a command is decided again while other silos are faster, and a read read again. Of the commands that lost on a period three silos share,
    /// a quarter to a half lose the next time, too: by count alone one in some thousands would be refused.
    /// </summary>
    public static readonly TimeSpan TryAgainWithin = TimeSpan.FromSeconds(1);

    /// <summary>Times it is tried again at least, though each took long.</summary>
    public const int TryAgainMin = 8;

    /// <summary>After this it is not tried again, however few times it was: where a round trip takes a second, eight would take longer than clients wait.</summary>
    public static readonly TimeSpan TryAgainAtMost = TimeSpan.FromSeconds(3);

    /// <summary>Events between two snapshots: loading an entity reads at most this many events plus what is in flight, and more only where the snapshot is large.</summary>
    public const int SnapshotEvery = 256;

    /// <summary>For each so many bytes of the last snapshot as many events more: writing them takes no more, and loading the rest no longer, than reading one.</summary>
    public const int SnapshotBytesPerRound = 256 * 1024;

    /// <summary>Appends that may wait for the disk; beyond, commands are refused with 503 instead of queueing without end.</summary>
    public const int JournalQueueLength = 16_384;

    /// <summary>Appends in one commit: large enough to amortise a disk flush, small enough that a commit stays in tens of milliseconds.</summary>
    public const int JournalBatchMax = 2_048;

    /// <summary>
    /// Event data and replies in one commit, beside <see cref="JournalBatchMax"/>: 0.2 s of PostgreSQL on two cores, a tenth of what a statement may take, and for a disk that takes 100 MB/s
    /// less than that. An append that is larger goes alone.
    /// </summary>
    public const int JournalBatchBytesMax = 8 * 1024 * 1024;

    /// <summary>
    /// What an append may wait for its turn, and a batch for its commit: an answer within five seconds, before clients give up. Both
    /// are some hundred times what a healthy database takes. On SQLite the turn comes, or is over, when the batch before is.
    /// </summary>
    public static readonly TimeSpan AppendWaitMax = TimeSpan.FromSeconds(2);

    /// <inheritdoc cref="AppendWaitMax"/>
    public static readonly TimeSpan CommitMax = TimeSpan.FromSeconds(3);

    /// <summary>What a read of the journal may take, waiting for a connection included: as long as an append.</summary>
    public static readonly TimeSpan JournalReadMax = TimeSpan.FromSeconds(5);
}
