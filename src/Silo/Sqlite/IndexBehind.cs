namespace Periods.Silo.Sqlite;

/// <summary>
/// Writes the index of events by entity, behind the commits that add them (ADR 16): a commit takes two older events along for each of its own, so that the older
/// ones are through before as many new ones have come. Used by the writer's thread only.
/// </summary>
internal sealed class IndexBehind(SqliteFile file, RecentEvents recent)
{
    // What a process that died had written of a generation is still there.
    private readonly SqliteStatement _add = file.Prepare("INSERT INTO event_index (entity, version, position) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING");
    private readonly SqliteStatement _complete = file.Prepare("UPDATE head SET indexed = ?1");
    private readonly List<PlacedEvent> _added = [];
    private PlacedEvent[] _taken = [];
    private long _takenEnd;
    private int _committed;
    private int _written;

    /// <summary>Notes an event of the transaction under way.</summary>
    public void Add(long entity, EventPlace place) => _added.Add(new PlacedEvent(entity, place));

    /// <summary>Takes older events along.</summary>
    public void Follow()
    {
        if (_taken.Length == 0) return;
        var end = Math.Min(_taken.Length, _committed + 2 * _added.Count);
        for (; _written < end; _written++)
        {
            var (entity, (version, position)) = _taken[_written];
            _add.Bind(1, entity).Bind(2, version).Bind(3, position).Run();
        }
        if (_written == _taken.Length) _complete.Bind(1, _takenEnd).Run();
    }

    /// <summary>The transaction is committed: before anybody hears of its events, they can be found.</summary>
    public void Committed()
    {
        recent.Add(_added);
        _added.Clear();
        _committed = _written;
        if (_committed < _taken.Length) return;
        if (_taken.Length > 0) recent.Drop();
        (_taken, _takenEnd) = recent.Take();
        (_committed, _written) = (0, 0);
    }

    public void RolledBack()
    {
        _added.Clear();
        _written = _committed;
    }
}
