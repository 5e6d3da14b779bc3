namespace Periods.Grains.Journal;

/// <summary>Walks the chain of one entity, row by row from its beginning, and finds the first that is not what was written.</summary>
public sealed class ChainWalk(EntityKey key)
{
    /// <summary>The last event that is what was written.</summary>
    public EntityHead Head { get; private set; } = EntityHead.None;

    /// <summary>What is wrong with the next row; null when it goes on from <see cref="Head"/>.</summary>
    public ChainFault? Take(EntityRow row)
    {
        if (row.Version > Head.Version + 1) return new(Head.Version + 1, IsMissing: true, $"is missing; the next one kept is version {row.Version}");
        if (row.Event is not { } e || IsHollow(e)) return new(row.Version, IsMissing: false, "cannot be read as an event");
        if (!EventChain.Follows(key, Head, e))
            return new(row.Version, IsMissing: false, "is not what was written after the version before it: its hash is another one");
        Head = new EntityHead(e.Version, e.Hash);
        return null;
    }

    // The hash takes these for nothing, and whoever has nothing writes none of them.
    private static bool IsHollow(JournalEvent e) =>
        e.CommandId is "" || e.Context.Replaced is [] || e.Context.OrderedAt == DateTimeOffset.UnixEpoch
        || e.Context.Origin is { RequestId: "" } or { Address: "" } or { StatedEmail: "" } || e.Context.Origin.TokenId == Guid.Empty;
}

/// <summary>Where a chain breaks first.</summary>
/// <param name="IsMissing">There is no row of this version.</param>
public sealed record ChainFault(long Version, bool IsMissing, string Wrong);
