namespace Periods.Silo.Postgres;

/// <summary>
/// Heads this silo saw committed lately. They may be old, but they are never wrong: an event does not change. So who writes on one needs not look whether it
/// is there, and who asks whether it still is the last one has only to ask for its successor. Forgotten when a connection fails: the server may come
/// back without its last commits, from a standby or a backup. In two generations: when the younger is full the older is let go.
/// </summary>
internal sealed class KnownHeads(PostgresServer server)
{
    private readonly Lock _gate = new();
    private Dictionary<EntityKey, KnownHead> _younger = [];
    private Dictionary<EntityKey, KnownHead> _older = [];

    /// <summary>All that is here was learned over connections that were opened under it.</summary>
    private long _failures = server.Failures;
    private long _age;

    /// <summary>To be taken before something is read that is learned.</summary>
    public long Age => Interlocked.Read(ref _age);

    public bool TryGet(EntityKey key, out KnownHead known)
    {
        lock (_gate) return TryGetGated(key, out known);
    }

    /// <summary>
    /// What a batch can be written on without a look, when each root is known as the batch wants it, or is to be new, and gets an event: the event is the proof that the
    /// root is the last. Null of any other batch, and of one that keeps an answer with an entity that is to be new.
    /// </summary>
    public Ground? GroundOf(BatchRows rows)
    {
        var entities = new long[rows.Roots.Count];
        lock (_gate)
        {
            for (var root = 0; root < entities.Length; root++)
            {
                var (key, head) = rows.Roots[root];
                if (rows.Heads[root].Version == head.Version) return null;
                if (head.Version == 0) continue;
                if (!TryGetGated(key, out var known) || known.Head != head) return null;
                entities[root] = known.Entity;
            }
        }
        return rows.Answers.Exists(answer => entities[answer.Root] == 0) ? null : Ground.Of(rows, entities);
    }

    /// <summary>A head that was read.</summary>
    /// <param name="failuresBefore"><see cref="PostgresServer.Failures"/> when the connection that saw it was opened.</param>
    /// <param name="age"><see cref="Age"/> before it was read.</param>
    public void Learn(EntityKey key, KnownHead seen, long failuresBefore, long age)
    {
        lock (_gate)
            if (age == _age) LearnGated(key, seen, failuresBefore);
    }

    /// <summary>A head that this silo has just committed: no other of its entity is younger.</summary>
    /// <param name="failuresBefore"><see cref="PostgresServer.Failures"/> when the connection that committed it was opened.</param>
    public void Learn(EntityKey key, KnownHead committed, long failuresBefore)
    {
        lock (_gate)
        {
            ForgetAfterFailure();
            // What was read of the entity meanwhile, over a newer connection, may be from before this.
            if (failuresBefore != _failures) RenewGated();
            LearnGated(key, committed, failuresBefore);
        }
    }

    /// <summary>What was read until now may be old by now: it is forgotten, and not learned any more.</summary>
    public void Renew()
    {
        lock (_gate) RenewGated();
    }

    /// <summary>Another silo was faster.</summary>
    public void Forget(BatchRows rows)
    {
        lock (_gate)
        {
            foreach (var (key, _) in rows.Roots)
            {
                _younger.Remove(key);
                _older.Remove(key);
            }
        }
    }

    private void RenewGated()
    {
        Interlocked.Increment(ref _age);
        Clear();
    }

    private void LearnGated(EntityKey key, KnownHead seen, long failuresBefore)
    {
        if (seen.Entity <= 0 || seen.Head.Version == 0) return;
        // Looks and commits may come in late. Compared with what the others here were learned under: a connection that fails meanwhile makes this forgotten with them.
        if (!(TryGetGated(key, out var known) && known.Head.Version > seen.Head.Version) && failuresBefore == _failures) Put(key, seen);
    }

    private bool TryGetGated(EntityKey key, out KnownHead known)
    {
        ForgetAfterFailure();
        if (_younger.TryGetValue(key, out known)) return true;
        if (!_older.TryGetValue(key, out known)) return false;
        Put(key, known);
        return true;
    }

    private void ForgetAfterFailure()
    {
        if (_failures != server.Failures) Clear();
    }

    private void Put(EntityKey key, KnownHead known)
    {
        if (_younger.Count >= PostgresSettings.HeadsKnown / 2) (_older, _younger) = (_younger, []);
        _younger[key] = known;
    }

    private void Clear()
    {
        _failures = server.Failures;
        _younger.Clear();
        _older.Clear();
    }
}
