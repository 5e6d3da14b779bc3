using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Periods.Grains.Journal;
using Periods.Silo.Journals;

namespace Periods.Silo.Postgres;

/// <summary>
/// A journal on PostgreSQL, for any number of silos, which need no agreement among themselves: the primary key of the events refuses a stale
/// write, and <see cref="Confirm"/> asks the database. A silo that is alone asks all the same, for it cannot know that it is; one that owns the journal need not.
/// </summary>
public sealed class PostgresJournal : ISiloJournal
{
    private static readonly Task<AppendResult> Appended = Task.FromResult(AppendResult.Appended);
    private static readonly Task<AppendResult> Contradiction = Task.FromResult(AppendResult.Conflict);
    private static readonly Task<AppendResult> NotStorable = Task.FromResult(AppendResult.Failed);
    private static readonly Task<AppendResult> NoRoom = Task.FromResult(AppendResult.Overloaded);

    private readonly Ownership? _ownership;
    private readonly AppendSchedule _schedule;
    private readonly JournalHealth _health;
    private readonly KnownHeads _heads;
    private readonly Confirmations _confirmations;
    private readonly JournalReaders _readers;
    private readonly Housekeeping _housekeeping;
    private readonly TimeProvider _time;
    private readonly ITimer _sweep;
    private readonly Lock _closing = new();
    private Task _lanes = Task.CompletedTask;
    private Task _tidying = Task.CompletedTask;
    private Task? _closed;

    private PostgresJournal(PostgresServer server, Ownership? ownership, TimeProvider time, ILogger log)
    {
        (_ownership, _time) = (ownership, time);
        _schedule = new AppendSchedule(server.Lanes, time);
        _health = new JournalHealth(log);
        _heads = new KnownHeads(server);
        _confirmations = new Confirmations(server, _heads, Doubt, log);
        _readers = new JournalReaders(server, server.Readers, Limits.JournalReadMax, TimeProvider.System, Doubt, log);
        _housekeeping = new Housekeeping(_readers, _health, time, log);
        _sweep = TimeProvider.System.CreateTimer(_ => _schedule.Sweep(), null, PostgresSettings.SweepEvery, PostgresSettings.SweepEvery);
    }

    /// <summary>
    /// Opens the journal a connection string names; its schema is made or brought up to date when the role may. Throws <see cref="JournalOpenException"/>.
    /// Its <c>Maximum Pool Size</c>, at least 3, is the number of connections.
    /// </summary>
    /// <param name="ownershipFile">The file that makes this process the journal's owner; null for one of any number of silos.</param>
    public static async Task<PostgresJournal> Open(string connectionString, TimeProvider time, ILogger<PostgresJournal>? log = null, string? ownershipFile = null)
    {
        var server = new PostgresServer(connectionString);
        await PostgresSchema.Prepare(server);
        log ??= NullLogger<PostgresJournal>.Instance;
        var ownership = ownershipFile is null ? null : await Ownership.Take(server, ownershipFile, log);
        var journal = new PostgresJournal(server, ownership, time, log);
        try
        {
            if (ownership is null) Ownership.Refuse(server, await journal._readers.Use(queries => queries.Owner()));
            if (await journal._readers.Use(queries => queries.MissingFences()) is { Length: > 0 } missing)
                throw new JournalOpenException($"The journal at {server.Name} has no {missing}, without which two silos could write the same: restore it from a backup, and look at what the restore says.");
            if (!await journal._readers.Use(queries => queries.IsFlushed()))
                log.LogWarning("PostgreSQL does not flush what it commits (fsync = off): when its machine goes down, acknowledged changes are lost, and the database may be, too.");
            journal.WasEmpty = await journal._readers.Use(queries => queries.IsEmpty());
            await journal._housekeeping.Begin();
        }
        catch (Exception e)
        {
            await journal.DisposeAsync();
            if (e is not JournalUnavailableException) throw;
            throw new JournalOpenException($"The journal at {server.Name} cannot be opened: {e.InnerException?.Message ?? e.Message}", e);
        }
        journal.Start(server);
        return journal;
    }

    /// <summary>Whether nothing was recorded yet when it was opened.</summary>
    public bool WasEmpty { get; private set; }

    /// <summary>Whether the last attempt to write worked. After one that did not, and after a read that failed, an idle journal tries by itself.</summary>
    public bool IsAvailable => _health.IsAvailable;

    /// <summary>Appends that wait.</summary>
    public int QueueLength => _schedule.Waiting;

    /// <summary>Transactions that made appends durable, since the journal was opened.</summary>
    public long Commits => _health.Commits;

    public Task<AppendResult> Append(IReadOnlyList<EntityAppend> parts)
    {
        if (parts.Count == 0) return Appended;
        if (!Storable.IsConsistent(parts)) return Contradiction;
        if (!Storable.IsFenced(parts) || !Storable.IsText(parts)) return NotStorable;
        return Add(new PendingAppend(parts, _time));
    }

    /// <summary>Takes a place among the appends: until it is answered its entities stay in one lane, whose batches are committed one after the other.</summary>
    public Task<AppendResult> KeepOrder(IReadOnlyList<EntityKey> keys) =>
        Add(new PendingAppend([.. keys.Select(static key => new EntityAppend(key, EntityHead.None, [], null))], _time) { KeepsOrder = true });

    public Task<AppendResult> Confirm(EntityKey key, EntityHead head) => IsLast(key, head) ? Appended : _confirmations.Confirm(key, head);

    public Task<EntityHistory> Load(EntityKey key) => _readers.Use(async queries =>
    {
        var age = _heads.Age;
        var (history, entity) = await queries.Load(key);
        _heads.Learn(key, new KnownHead(entity, history.Head), queries.FailuresBefore, age);
        return history;
    });

    public async IAsyncEnumerable<JournalEvent> Read(EntityKey key, long afterVersion, [EnumeratorCancellation] CancellationToken stop)
    {
        while (true)
        {
            stop.ThrowIfCancellationRequested();
            var after = afterVersion;
            var page = await _readers.Use(queries => queries.Events(key, after));
            foreach (var e in page) yield return e;
            if (page.Count < PostgresSettings.ReadPage) yield break;
            afterVersion = page[^1].Version;
        }
    }

    public Task<DatedPage> ReadDated(EntityKey key, DatedQuery query) => _readers.Use(queries => queries.Dated(key, query));

    public Task<IReadOnlyList<EntityProgress>> ReadProgress(Guid business, IReadOnlyList<DateTimeOffset> times) =>
        _readers.Use(queries => queries.Progress(business, times));

    public Task<IReadOnlyList<IReadOnlyList<JournalEvent>>> ReadSlices(IReadOnlyList<VersionSlice> slices, int limit, bool backwards) =>
        _readers.Use(queries => queries.Slices(slices, limit, backwards));

    public IAsyncEnumerable<EntityRow> ReadRows(EntityKey key, CancellationToken stop) => RowPages.Read(
        after => _readers.Use(queries => queries.Rows(key, after)), PostgresSettings.ReadPage, stop);

    public Task<IReadOnlyList<AnswerMark>> LoadAnswers(EntityKey key) =>
        _readers.Use(queries => queries.Answers(key, _time.GetUtcNow()));

    public Task<byte[]?> ReadAnswer(EntityKey key, string commandKey) => _readers.Use(queries => queries.Reply(key, commandKey));

    public void SaveSnapshot(EntityKey key, Snapshot snapshot) => _housekeeping.Save(key, snapshot);

    /// <summary>Commits what is queued, then lets go of the connections. Appends from now on are answered Overloaded.</summary>
    public ValueTask DisposeAsync()
    {
        lock (_closing) return new(_closed ??= Close());
    }

    private Task<AppendResult> Add(PendingAppend append) => _schedule.TryAdd(append) ? append.Task : NoRoom;

    /// <summary>
    /// Whether an owner knows by itself that this is the head. What is under way is looked at first: what a lane has committed is known before it is not under way any more, and that its outcome
    /// is not known is noted before.
    /// </summary>
    private bool IsLast(EntityKey key, EntityHead head) =>
        _ownership is { IsCertain: true } && !_schedule.Holds(key) && _heads.TryGet(key, out var known) && known.Head == head;

    private void Start(PostgresServer server)
    {
        var sessions = new LaneSessions(server, _ownership?.Id);
        _ownership?.Begin(_readers, sessions, _heads);
        _lanes = Task.WhenAll(Enumerable.Range(0, server.Lanes).Select(number => Task.Run(new Lane(number, server, sessions, _heads, _schedule, _health).Run)));
        _tidying = Task.Run(_housekeeping.Run);
    }

    /// <summary>While the journal is known to be away it is looked at in its own time, however many reads fail.</summary>
    private void Doubt()
    {
        if (_health.IsAvailable) _schedule.Probe();
    }

    private async Task Close()
    {
        _schedule.Close();
        await _lanes;
        await _sweep.DisposeAsync();
        _housekeeping.Close();
        await _tidying;
        await _confirmations.DisposeAsync();
        if (_ownership is not null) await _ownership.DisposeAsync();
        await _readers.DisposeAsync();
    }
}
