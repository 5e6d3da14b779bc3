using System.Diagnostics.CodeAnalysis;
using Periods.Grains.Journal;

namespace Periods.Silo.Journals;

/// <summary>Snapshots that wait to be written: one per entity, the newest, and not too many.</summary>
internal sealed class SnapshotShelf
{
    /// <summary>Beyond, snapshots are dropped: only a later load is slower. One that waits alone may be larger, or its entity's tail would grow without end.</summary>
    public const int BytesMax = 32 * 1024 * 1024;

    private readonly Lock _gate = new();
    private readonly Dictionary<EntityKey, Snapshot> _waiting = [];
    private readonly Queue<EntityKey> _order = new();
    private long _bytes;

    public bool IsEmpty
    {
        get
        {
            lock (_gate) return _waiting.Count == 0;
        }
    }

    public void Put(EntityKey key, Snapshot snapshot)
    {
        lock (_gate)
        {
            var waits = _waiting.TryGetValue(key, out var older);
            if (waits && older!.Head.Version > snapshot.Head.Version) return;
            var bytes = _bytes + snapshot.State.Length - (older?.State.Length ?? 0);
            if (bytes > BytesMax && _waiting.Count > (waits ? 1 : 0)) return;
            _bytes = bytes;
            _waiting[key] = snapshot;
            if (!waits) _order.Enqueue(key);
        }
    }

    public bool TryTake(out EntityKey key, [NotNullWhen(true)] out Snapshot? snapshot)
    {
        lock (_gate)
        {
            snapshot = null;
            if (!_order.TryDequeue(out key)) return false;
            _waiting.Remove(key, out snapshot);
            _bytes -= snapshot!.State.Length;
            return true;
        }
    }
}
