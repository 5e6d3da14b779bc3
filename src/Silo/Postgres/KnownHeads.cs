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
    private long _failures = server.Failures;

    public bool TryGet(EntityKey key, out KnownHead known)
    {
        lock (_gate) return TryGetGated(key, out known);
    }

    /// <summary>The numbers of the roots, when each is known as its batch wants it and gets an event: the event is the proof that the root is the last.</summary>
    public bool TryGround(BatchRows rows, out long[] entities)
    {
        entities = new long[rows.Roots.Count];
        lock (_gate)
        {
            for (var i = 0; i < entities.Length; i++)
            {
                var (key, head) = rows.Roots[i];
                if (rows.Heads[i].Version == head.Version || !TryGetGated(key, out var known) || known.Head != head) return false;
                entities[i] = known.Entity;
            }
        }
        return true;
    }

    /// <param name="failuresBefore"><see cref="PostgresServer.Failures"/> when the connection that saw it was opened.</param>
    public void Learn(EntityKey key, KnownHead seen, long failuresBefore)
    {
        if (seen.Entity == 0 || seen.Head.Version == 0) return;
        lock (_gate)
        {
            // Looks and commits may come in late.
            if (failuresBefore == server.Failures && !(TryGetGated(key, out var known) && known.Head.Version > seen.Head.Version)) Put(key, seen);
        }
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

    private bool TryGetGated(EntityKey key, out KnownHead known)
    {
        if (_failures != server.Failures) Clear();
        if (_younger.TryGetValue(key, out known)) return true;
        if (!_older.TryGetValue(key, out known)) return false;
        Put(key, known);
        return true;
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
