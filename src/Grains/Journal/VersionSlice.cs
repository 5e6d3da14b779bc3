namespace Periods.Grains.Journal;

/// <summary>Part of the events of an entity: those after one version, up to and with another.</summary>
public readonly record struct VersionSlice(EntityKey Key, long After, long UpTo)
{
    public bool IsEmpty => UpTo <= After;
}

/// <summary>How far an entity had come.</summary>
/// <param name="Versions">For each of the times asked for, the last version ordered (<see cref="JournalEvent.OrderedAt"/>) at it or before; 0 when there was none.</param>
public sealed record EntityProgress(EntityKey Key, IReadOnlyList<long> Versions);

/// <summary>A row as it is kept.</summary>
/// <param name="Event">Null when it cannot be read as an event.</param>
public readonly record struct EntityRow(long Version, JournalEvent? Event);
