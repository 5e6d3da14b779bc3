using Periods.Grains.Journal;

namespace Periods.Silo.Sqlite;

/// <summary>What is read from the journal, on one read-only connection.</summary>
internal sealed class JournalQueries : IDisposable
{
    private const string OfEntity = "entity = (SELECT id FROM entity WHERE key = ?1)";

    private readonly SqliteFile _file;
    private readonly SqliteStatement _snapshot;
    private readonly EventsByVersion _events;
    private readonly SqliteStatement _answers;
    private readonly SqliteStatement _reply;
    private readonly EntriesByDate _entries;
    private readonly BusinessHistory _history;

    public JournalQueries(string path, RecentEvents recent)
    {
        _file = SqliteFile.ForReading(path);
        _snapshot = _file.Prepare("SELECT tag, version, hash, state FROM snapshot WHERE entity = ?1");
        _events = new EventsByVersion(_file, recent);
        _answers = _file.Prepare($"SELECT command_key, fingerprint, at FROM answer WHERE {OfEntity} ORDER BY id");
        _reply = _file.Prepare($"SELECT reply FROM answer WHERE {OfEntity} AND command_key = ?2");
        _entries = new EntriesByDate(_file);
        _history = new BusinessHistory(_file, _events);
    }

    /// <summary>In two steps without a transaction: what is appended in between only makes the tail longer.</summary>
    public EntityHistory Load(EntityKey key)
    {
        var entity = _events.NumberOf(key);
        var snapshot = SnapshotOf(entity);
        return new EntityHistory(snapshot, Events(entity, snapshot?.Head.Version ?? 0, long.MaxValue));
    }

    public List<JournalEvent> Events(EntityKey key, long afterVersion, long limit) => Events(_events.NumberOf(key), afterVersion, limit);

    /// <summary>The rows after a version, readable as events or not.</summary>
    public List<EntityRow> Rows(EntityKey key, long afterVersion, long limit) => _events.Read(
        _events.NumberOf(key), afterVersion, long.MaxValue, limit, backwards: false, static row => new EntityRow(row.Number(0), EventRow.TryRead(row, 0)));

    public IReadOnlyList<EntityProgress> Progress(Guid business, IReadOnlyList<DateTimeOffset> times) => _history.Progress(business, times);

    public IReadOnlyList<IReadOnlyList<JournalEvent>> Slices(IReadOnlyList<VersionSlice> slices, int limit, bool backwards) =>
        [.. slices.Select(slice => _history.Slice(slice, limit, backwards))];

    public DatedPage Dated(EntityKey key, DatedQuery query) => _entries.Read(key, query);

    public IReadOnlyList<AnswerMark> Answers(EntityKey key)
    {
        var answers = new List<AnswerMark>();
        using var rows = _answers.BindText(1, key.ToString()).Query();
        while (rows.Next()) answers.Add(new AnswerMark(rows.Text(0), rows.Bits(1), Microseconds.ToTime(rows.Number(2))));
        return answers;
    }

    public byte[]? Reply(EntityKey key, string commandKey)
    {
        using var row = _reply.BindText(1, key.ToString()).BindText(2, commandKey).Query();
        return row.Next() ? row.Bytes(0) : null;
    }

    public void Dispose() => _file.Dispose();

    private List<JournalEvent> Events(long entity, long afterVersion, long limit) =>
        _events.Read(entity, afterVersion, long.MaxValue, limit, backwards: false, static row => EventRow.Read(row, 0));

    /// <summary>Null also where the events do not bear it out.</summary>
    private Snapshot? SnapshotOf(long entity)
    {
        using var row = _snapshot.Bind(1, entity).Query();
        if (!row.Next()) return null;
        var head = new EntityHead(row.Number(1), row.Bytes(2));
        return _events.OrderedAt(entity, head) is { } at ? new Snapshot(row.Text(0), head, row.Bytes(3), Microseconds.ToTime(at)) : null;
    }
}
