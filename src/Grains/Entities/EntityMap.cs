using System.Collections.Concurrent;
using Periods.Grains.Journal;

namespace Periods.Grains.Entities;

/// <summary>The entities resident in this process: loaded on first use, bounded, dropped when others are used more or when an append failed.</summary>
public sealed class EntityMap(
    IJournal journal, int residentMax = Limits.ResidentEntitiesMax, int keysMax = Limits.RememberedKeysResidentMax, long weightMax = Limits.ResidentWeightMax)
{
    private readonly ConcurrentDictionary<EntityKey, Entity> _resident = new();
    private int _sweeping;
    private int _keysSince;
    private long _weightSince;

    public int Count => _resident.Count;

    /// <summary>Command keys that are held in memory, of all entities: looks at each.</summary>
    public int KeysRemembered => _resident.Values.Sum(static entity => entity.Remembered?.Count ?? 0);

    /// <summary>Bytes, about, that all of them take beyond what every entity may: looks at each.</summary>
    public long Weight => _resident.Values.Sum(static entity => entity.Weight);

    /// <summary>Whether an entity is here, loaded or about to be.</summary>
    public bool Has(EntityKey key) => _resident.ContainsKey(key);

    /// <summary>The entity, loaded. Throws <see cref="JournalUnavailableException"/>.</summary>
    internal ValueTask<Entity<TState, TEvent>> Get<TState, TEvent>(EntityKey key, EntityModel<TState, TEvent> model)
        where TState : class
        where TEvent : class
    {
        if (!_resident.TryGetValue(key, out var found) || !found.IsLoaded || found.Dropped) return Load(key, model);
        found.LastUsed = Environment.TickCount64;
        return new((Entity<TState, TEvent>)found);
    }

    /// <summary>The same for who opens many: it stays until he lets it go, or what comes last would make room for itself with what came first, again and again.</summary>
    internal async ValueTask<Entity<TState, TEvent>> Hold<TState, TEvent>(EntityKey key, EntityModel<TState, TEvent> model)
        where TState : class
        where TEvent : class
    {
        while (true)
        {
            var entity = await Get(key, model);
            if (entity.TryHold()) return entity;
        }
    }

    internal void LetGo(Entity entity)
    {
        entity.LetGo();
        NoteWeight(entity);
    }

    private async ValueTask<Entity<TState, TEvent>> Load<TState, TEvent>(EntityKey key, EntityModel<TState, TEvent> model)
        where TState : class
        where TEvent : class
    {
        while (true)
        {
            if (!_resident.TryGetValue(key, out var found))
            {
                found = _resident.GetOrAdd(key, static (key, model) => new Entity<TState, TEvent>(key, model), model);
                if (_resident.Count > residentMax) Sweep();
            }
            var entity = (Entity<TState, TEvent>)found;
            entity.LastUsed = Environment.TickCount64;
            var loading = entity.Load(journal);
            if (!loading.IsCompletedSuccessfully)
            {
                try
                {
                    await loading;
                }
                catch (Exception)
                {
                    Drop(entity);
                    throw;
                }
            }
            if (!entity.Dropped)
            {
                NoteWeight(entity);
                return entity;
            }
            // What it had queued may still land, and who loads before that would take an old state for the last one.
            await entity.Tail;
            _resident.TryRemove(KeyValuePair.Create(key, found));
        }
    }

    /// <summary>
    /// Forgets an entity; the next call loads it again, once nothing of it is on its way to the journal any more: an append that keeps an answer and
    /// no event leaves the head as it was, so one that failed does not take those after it along.
    /// </summary>
    internal void Drop(Entity entity)
    {
        lock (entity.Gate) entity.Dropped = true;
        if (entity.IsIdle) _resident.TryRemove(KeyValuePair.Create(entity.Key, entity));
    }

    /// <summary>Whoever asked has an answer: an id nobody ever created leaves nothing behind, nor does an entity that hardly anybody asks for again.</summary>
    internal void DropUnlessItStays(Entity entity)
    {
        lock (entity.Gate)
        {
            if (entity.Stays || !entity.IsIdle) return;
            entity.Dropped = true;
        }
        _resident.TryRemove(KeyValuePair.Create(entity.Key, entity));
    }

    /// <summary>So many more keys are remembered: now and then they are counted, and those of who was used least recently let go of.</summary>
    internal void NoteKeys(int count)
    {
        if (Interlocked.Add(ref _keysSince, count) > keysMax / 10) Sweep();
    }

    /// <summary>It may have grown: now and then all are weighed, and of those that weigh anything, the ones used least recently are evicted.</summary>
    internal void NoteWeight(Entity entity)
    {
        if (entity.Growth() is not 0 and var bytes && Interlocked.Add(ref _weightSince, bytes) > weightMax / 4) Sweep();
    }

    /// <summary>One at a time.</summary>
    private void Sweep()
    {
        if (Interlocked.Exchange(ref _sweeping, 1) == 1) return;
        ThreadPool.UnsafeQueueUserWorkItem(static map => map.EvictOldest(), this, preferLocal: false);
    }

    /// <summary>Evicts the tenth that was used least recently, and a quarter of what all may weigh. Entities that are held or have an append under way stay.</summary>
    internal void EvictOldest()
    {
        var evicted = 0;
        Volatile.Write(ref _keysSince, 0);
        Volatile.Write(ref _weightSince, 0);
        var byAge = _resident.Values.Select(entity => (entity.LastUsed, Entity: entity)).ToArray();
        Array.Sort(byAge, static (a, b) => a.LastUsed.CompareTo(b.LastUsed));
        var (tooMany, weight) = (byAge.Length - residentMax * 9 / 10, byAge.Sum(static resident => resident.Entity.Weight));
        for (var i = 0; i < byAge.Length && (i < tooMany || weight > weightMax / 4 * 3); i++)
        {
            var entity = byAge[i].Entity;
            // Who is no heavier than others makes no room for those that are.
            if (i >= tooMany && entity.Weight == 0) continue;
            if (!entity.TryEvict()) continue;
            weight -= entity.Weight;
            if (_resident.TryRemove(KeyValuePair.Create(entity.Key, entity))) evicted++;
        }
        var keys = byAge.Sum(static resident => resident.Entity.Remembered?.Count ?? 0);
        for (var i = 0; i < byAge.Length && keys > keysMax * 9 / 10; i++) keys -= byAge[i].Entity.ForgetKeys();
        Volatile.Write(ref _sweeping, 0);
        // Who was loaded meanwhile, brought a key or grew, found a sweep under way that no longer saw it, and may be the last to come for long.
        if (evicted > 0 && _resident.Count > residentMax || Volatile.Read(ref _keysSince) > keysMax / 10 || Volatile.Read(ref _weightSince) > weightMax / 4) Sweep();
    }
}
