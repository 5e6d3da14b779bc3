using Periods.Grains.Journal;

namespace Periods.Silo.Sqlite;

/// <summary>Writes a batch of appends and what rides along, in one transaction. Used by the writer's thread only.</summary>
internal sealed class JournalTransaction(SqliteFile file, RecentEvents recent)
{
    private readonly KnownEntities _known = new();
    private readonly SqliteStatement _position = file.Prepare("SELECT position FROM head");
    private readonly EventsByVersion _events = new(file, recent);
    private readonly IndexBehind _index = new(file, recent);
    private readonly SqliteStatement _answered = file.Prepare("SELECT 1 FROM answer WHERE entity = ?1 AND command_key = ?2");
    private readonly SqliteStatement _addEntity = file.Prepare("INSERT INTO entity (key) VALUES (?1) RETURNING id");
    private readonly SqliteStatement _addEvent = file.Prepare(
        $"INSERT INTO event (position, entity, {EventRow.Columns}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)");
    private readonly SqliteStatement _addAnswer = file.Prepare(
        "INSERT INTO answer (entity, command_key, fingerprint, at, reply) VALUES (?1, ?2, ?3, ?4, ?5)");
    // Only of an event that is kept, and never an older one over a newer one.
    private readonly SqliteStatement _putSnapshot = file.Prepare("""
        INSERT INTO snapshot (entity, tag, version, hash, state)
        SELECT entity, ?3, version, hash, ?5 FROM event WHERE position = ?1 AND entity = ?2 AND hash = ?4
        ON CONFLICT (entity) DO UPDATE SET tag = excluded.tag, version = excluded.version, hash = excluded.hash, state = excluded.state
        WHERE excluded.version >= snapshot.version
        """);
    private readonly SqliteStatement _answers = file.Prepare("SELECT id, at FROM answer WHERE id > ?1 ORDER BY id LIMIT ?2");
    private readonly SqliteStatement _prune = file.Prepare("DELETE FROM answer WHERE id > ?1 AND id <= ?2 AND at < ?3");
    private readonly SqliteStatement _setPosition = file.Prepare("UPDATE head SET position = ?1");
    private readonly SqliteStatement _probe = file.Prepare("UPDATE head SET probes = probes + 1");

    /// <summary>The last answer that was looked at, while there may be more to delete.</summary>
    private long _pruned;

    /// <summary>Gives each append its verdict, which stands once <see cref="Commit"/> has returned.</summary>
    public void Begin(IReadOnlyList<PendingAppend> batch)
    {
        file.Begin();
        _known.Age();
        var first = _position.Number() ?? 0;
        var position = first;
        foreach (var append in batch)
        {
            // Decided on all parts before anything of the append is written: so a refusal leaves nothing to take back.
            append.Verdict = Fits(append.Parts) ? AppendResult.Appended : AppendResult.Conflict;
            if (append.Verdict == AppendResult.Appended) position = Write(append.Parts, position);
        }
        if (position == first) return;
        _setPosition.Bind(1, position).Run();
        _index.Follow();
    }

    public void Put(EntityKey key, Snapshot snapshot)
    {
        var entity = _events.NumberOf(key);
        if (_events.PositionOf(entity, snapshot.Head.Version) is { } position)
            _putSnapshot.Bind(1, position).Bind(2, entity).BindText(3, snapshot.Tag).BindBytes(4, snapshot.Head.Hash).BindText(5, snapshot.State).Run();
    }

    /// <summary>
    /// Deletes some of the answers that are older, in the order they came; false when one is reached that is to be kept, or the end. Those that a fast clock dated into the
    /// future are passed over, however many they are.
    /// </summary>
    public bool Prune(DateTimeOffset before, DateTimeOffset now)
    {
        var (oldest, latest) = (Microseconds.Of(before), Microseconds.Of(now));
        var (last, seen, isReached) = (_pruned, 0, false);
        using (var rows = _answers.Bind(1, _pruned).Bind(2, SqliteSettings.AnswersPrunedPerCommit).Query())
            for (; rows.Next(); seen++)
            {
                last = rows.Number(0);
                isReached |= rows.Number(1) is var at && at >= oldest && at <= latest;
            }
        _prune.Bind(1, _pruned).Bind(2, last).Bind(3, oldest).Run();
        var isMore = seen == SqliteSettings.AnswersPrunedPerCommit && !isReached;
        _pruned = isMore ? last : 0;
        return isMore;
    }

    /// <summary>Writes something that means nothing, to find out whether the disk takes it.</summary>
    public void Probe() => _probe.Run();

    public void Commit()
    {
        file.Commit();
        _index.Committed();
    }

    /// <summary>Nothing of the transaction has happened; what it taught about heads is forgotten.</summary>
    public void Rollback()
    {
        _known.Forget();
        _index.RolledBack();
        file.Rollback();
    }

    private bool Fits(IReadOnlyList<EntityAppend> parts)
    {
        for (var i = 0; i < parts.Count; i++)
        {
            var part = parts[i];
            var entity = Find(part.Key);
            if (part.Expected != entity.Head) return false;
            if (part.Answer is { } answer && entity.Id != 0 && IsAnswered(entity.Id, answer.CommandKey)) return false;
            // Parts that contradict each other would fail the whole transaction, and their batch mates with it.
            if (!IsDense(part)) return false;
            for (var before = 0; before < i; before++)
                if (parts[before].Key == part.Key) return false;
        }
        return true;
    }

    private static bool IsDense(EntityAppend part)
    {
        for (var i = 0; i < part.Events.Count; i++)
            if (part.Events[i].Version != part.Expected.Version + 1 + i) return false;
        return true;
    }

    private long Write(IReadOnlyList<EntityAppend> parts, long position)
    {
        foreach (var part in parts)
        {
            if (part.Events.Count == 0 && part.Answer is null) continue;
            var entity = Find(part.Key);
            if (entity.Id == 0) entity.Id = _addEntity.BindText(1, part.Key.ToString()).Number() ?? 0;
            foreach (var e in part.Events)
            {
                EventRow.Bind(_addEvent.Bind(1, ++position).Bind(2, entity.Id), 3, e).Run();
                entity.Head = new EntityHead(e.Version, e.Hash);
                _index.Add(entity.Id, new EventPlace(e.Version, position));
            }
            if (part.Answer is { } answer)
                _addAnswer.Bind(1, entity.Id).BindText(2, answer.CommandKey).BindBits(3, answer.Fingerprint)
                    .Bind(4, Microseconds.Of(answer.At)).BindText(5, answer.Reply).Run();
        }
        return position;
    }

    private KnownEntity Find(EntityKey key)
    {
        if (_known.TryGet(key, out var entity)) return entity;
        var id = _events.NumberOf(key);
        entity = new KnownEntity(id, id == 0 ? EntityHead.None : _events.HeadOf(id));
        _known.Add(key, entity);
        return entity;
    }

    private bool IsAnswered(long entity, string commandKey) => _answered.Bind(1, entity).BindText(2, commandKey).Number() is not null;
}
