using Periods.Grains.Journal;

namespace Periods.Silo.Sqlite;

/// <summary>
/// The entities the writer met lately, in two generations: when the younger is full the older is let go, and who was
/// used since is in the younger. Between two transactions only: of one under way, the heads are known nowhere else.
/// </summary>
internal sealed class KnownEntities
{
    private Dictionary<EntityKey, KnownEntity> _younger = [];
    private Dictionary<EntityKey, KnownEntity> _older = [];

    public bool TryGet(EntityKey key, out KnownEntity entity)
    {
        if (_younger.TryGetValue(key, out entity!)) return true;
        if (!_older.TryGetValue(key, out entity!)) return false;
        Add(key, entity);
        return true;
    }

    public void Add(EntityKey key, KnownEntity entity) => _younger[key] = entity;

    /// <summary>Lets go of the older ones when there are too many.</summary>
    public void Age()
    {
        if (_younger.Count >= SqliteSettings.HeadsRemembered / 2) (_older, _younger) = (_younger, []);
    }

    public void Forget()
    {
        _younger.Clear();
        _older.Clear();
    }
}

/// <summary>An entity as the transaction under way sees it.</summary>
/// <param name="id">Its number in the tables; 0 when it has none yet.</param>
internal sealed class KnownEntity(long id, EntityHead head)
{
    public long Id { get; set; } = id;

    public EntityHead Head { get; set; } = head;
}
