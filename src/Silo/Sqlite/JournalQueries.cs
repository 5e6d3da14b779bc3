using Periods.Grains.Journal;

namespace Periods.Silo.Sqlite;

/// <summary>What is read from the journal, on one read-only connection.</summary>
internal sealed class JournalQueries : IDisposable
{
    private const string OfEntity = "entity = (SELECT id FROM entity WHERE key = ?1)";

    private readonly SqliteFile _file;
    private readonly SqliteStatement _snapshot;
    private readonly SqliteStatement _events;
    private readonly SqliteStatement _answers;
    private readonly SqliteStatement _reply;
    private readonly EntriesByDate _entries;
    private readonly BusinessHistory _history;

    public JournalQueries(string path)
    {
        _file = SqliteFile.ForReading(path);
        _snapshot = _file.Prepare($"""
            SELECT tag, version, hash, state, (SELECT coalesce(ordered_at, at) FROM event WHERE event.entity = snapshot.entity AND event.version = snapshot.version)
            FROM snapshot WHERE {OfEntity}
            """);
        _events = _file.Prepare($"SELECT {EventRow.Columns} FROM event WHERE {OfEntity} AND version > ?2 ORDER BY version LIMIT ?3");
        _answers = _file.Prepare($"SELECT command_key, fingerprint, at FROM answer WHERE {OfEntity} AND at >= ?2 ORDER BY id");
        _reply = _file.Prepare($"SELECT reply FROM answer WHERE {OfEntity} AND command_key = ?2");
        _entries = new EntriesByDate(_file);
        _history = new BusinessHistory(_file);
    }

    /// <summary>In two steps without a transaction: what is appended in between only makes the tail longer.</summary>
    public EntityHistory Load(EntityKey key)
    {
        var snapshot = SnapshotOf(key);
        return new EntityHistory(snapshot, Events(key, snapshot?.Head.Version ?? 0, long.MaxValue));
    }

    public List<JournalEvent> Events(EntityKey key, long afterVersion, long limit)
    {
        var events = new List<JournalEvent>();
        using var rows = _events.BindText(1, key.ToString()).Bind(2, afterVersion).Bind(3, limit).Query();
        while (rows.Next()) events.Add(EventRow.Read(rows, 0));
        return events;
    }

    /// <summary>The rows after a version, readable as events or not.</summary>
    public List<EntityRow> Rows(EntityKey key, long afterVersion, long limit)
    {
        var found = new List<EntityRow>();
        using var rows = _events.BindText(1, key.ToString()).Bind(2, afterVersion).Bind(3, limit).Query();
        while (rows.Next()) found.Add(new(rows.Number(0), EventRow.TryRead(rows, 0)));
        return found;
    }

    public IReadOnlyList<EntityProgress> Progress(Guid business, IReadOnlyList<DateTimeOffset> times) => _history.Progress(business, times);

    public IReadOnlyList<IReadOnlyList<JournalEvent>> Slices(IReadOnlyList<VersionSlice> slices, int limit, bool backwards) =>
        [.. slices.Select(slice => _history.Slice(slice, limit, backwards))];

    public DatedPage Dated(EntityKey key, DatedQuery query) => _entries.Read(key, query);

    public IReadOnlyList<AnswerMark> Answers(EntityKey key, DateTimeOffset since)
    {
        var answers = new List<AnswerMark>();
        using var rows = _answers.BindText(1, key.ToString()).Bind(2, Microseconds.Of(since)).Query();
        while (rows.Next()) answers.Add(new AnswerMark(rows.Text(0), rows.Bits(1), Microseconds.ToTime(rows.Number(2))));
        return answers;
    }

    public byte[]? Reply(EntityKey key, string commandKey)
    {
        using var row = _reply.BindText(1, key.ToString()).BindText(2, commandKey).Query();
        return row.Next() ? row.Bytes(0) : null;
    }

    public void Dispose() => _file.Dispose();

    private Snapshot? SnapshotOf(EntityKey key)
    {
        using var row = _snapshot.BindText(1, key.ToString()).Query();
        return row.Next() ? new Snapshot(row.Text(0), new EntityHead(row.Number(1), row.Bytes(2)), row.Bytes(3), Microseconds.ToTime(row.Number(4))) : null;
    }
}
