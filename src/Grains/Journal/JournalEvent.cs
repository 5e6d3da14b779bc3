using System.Globalization;

namespace Periods.Grains.Journal;

/// <summary>An event as it is kept: who, when, what, and a hash over that and the hash of the one before it.</summary>
/// <param name="Version">1 for the first event of the entity, dense.</param>
/// <param name="Type">A name of ours, never a CLR name.</param>
/// <param name="Data">JSON in UTF-8; the reason, where there is one, is in it.</param>
/// <param name="At">Whole microseconds: what every storage can keep, so that memory equals disk.</param>
/// <param name="Actor">The user; <see cref="Guid.Empty"/> for the operator.</param>
/// <param name="CommandId">The command key of the client, if it gave one.</param>
/// <param name="Hash">32 bytes: <see cref="EventChain.Hash"/>.</param>
public sealed record JournalEvent(
    long Version,
    string Type,
    byte[] Data,
    DateTimeOffset At,
    Guid Actor,
    string? CommandId,
    byte[] Hash,
    EventContext Context = default)
{
    /// <summary>By which it is ordered among the events of other entities: never before that of the entity's event before it.</summary>
    public DateTimeOffset OrderedAt => Context.OrderedAt ?? At;
}

/// <summary>What an event carries for the audit log. Events from before there was one carry nothing of it.</summary>
/// <param name="Replaced">The facts it replaced, JSON in UTF-8; null when it replaced none.</param>
/// <param name="OrderedAt">
/// Null unless the clock stood behind that of an earlier event of the entity: then the latest time of those. Facts keep the time their clock told; the order
/// does not depend on it.
/// </param>
public readonly record struct EventContext(Origin Origin, byte[]? Replaced, DateTimeOffset? OrderedAt)
{
    public bool IsNone => Origin == default && Replaced is null && OrderedAt is null;
}

/// <summary>The last event of an entity: what an append is decided on.</summary>
public readonly record struct EntityHead(long Version, byte[] Hash)
{
    private const int TagBytes = 8;

    public static readonly EntityHead None = new(0, EventChain.Genesis);

    /// <summary>By content: the hash of a row read back is another array.</summary>
    public bool Equals(EntityHead other) => Version == other.Version && Hash.AsSpan().SequenceEqual(other.Hash);

    /// <summary>What a client is told of it. With the hash: a journal that was restored from a backup may have the version again, with another event.</summary>
    public string? Tag
    {
        get
        {
            if (Version == 0) return null;
            Span<char> text = stackalloc char[40];
            Version.TryFormat(text, out var digits, provider: CultureInfo.InvariantCulture);
            text[digits] = '-';
            Convert.TryToHexStringLower(Hash.AsSpan(0, TagBytes), text[(digits + 1)..], out var written);
            return new(text[..(digits + 1 + written)]);
        }
    }

    public override int GetHashCode() => Version.GetHashCode();
}

/// <summary>The part of an append that concerns one entity.</summary>
/// <param name="Expected">
/// The head the events were decided on. Version and hash: a version alone could be met by another silo's event, when an append before this one was refused.
/// </param>
/// <param name="Events">Versions dense from the expected one on. Empty when only an answer is kept.</param>
/// <param name="Answer">The reply to a keyed command.</param>
public sealed record EntityAppend(EntityKey Key, EntityHead Expected, IReadOnlyList<JournalEvent> Events, Answer? Answer);

/// <summary>A reply kept for a retry. The first one stands: a second answer under the same key is a conflict.</summary>
/// <param name="CommandKey">Unique in the entity.</param>
/// <param name="Reply">JSON in UTF-8.</param>
public sealed record Answer(string CommandKey, UInt128 Fingerprint, DateTimeOffset At, byte[] Reply);

/// <summary>An answer without its reply.</summary>
/// <param name="At">Of a journal that silos share: by the clock of the one that loads it, and never ahead of that.</param>
public sealed record AnswerMark(string CommandKey, UInt128 Fingerprint, DateTimeOffset At);

/// <summary>The state of an entity at its head.</summary>
/// <param name="Tag">Names the form of the state; a snapshot with another tag than today's is passed over.</param>
/// <param name="State">JSON in UTF-8.</param>
/// <param name="OrderedAt">That of the event at the head: read from there, and not kept with the snapshot.</param>
public sealed record Snapshot(string Tag, EntityHead Head, byte[] State, DateTimeOffset OrderedAt = default);

/// <summary>What loading an entity reads.</summary>
public sealed record EntityHistory(Snapshot? Snapshot, IReadOnlyList<JournalEvent> Events)
{
    public EntityHead Head => Events.Count > 0 ? new(Events[^1].Version, Events[^1].Hash) : Snapshot?.Head ?? EntityHead.None;
}
