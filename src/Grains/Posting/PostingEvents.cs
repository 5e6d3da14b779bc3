using Periods.Grains.Businesses;
using Periods.Grains.Closing;

namespace Periods.Grains.Posting;

/// <summary>The business takes an entry, in one order with its closes. The only place where the whole entry is kept; the others hold its hash.</summary>
/// <param name="PeriodId">The period of its date; null when the calendar has none there.</param>
public sealed record JournalEntryPosted(Guid EntryId, Guid? PeriodId, EntryContent Entry) : BusinessEvent
{
    /// <summary>By values, the lines included: a list of its own would compare by reference.</summary>
    public bool Equals(JournalEntryPosted? other) =>
        other is not null && EntryId == other.EntryId && PeriodId == other.PeriodId && EntryHash.Of(Entry) == EntryHash.Of(other.Entry);

    public override int GetHashCode() => EntryId.GetHashCode();
}

/// <summary>The same fact, as the period of its date records it.</summary>
public sealed record EntryPosted(Guid EntryId, string ContentHash) : PeriodEvent;

/// <summary>What can happen to an entry's id.</summary>
public abstract record EntryEvent;

/// <summary>The id is used, and for what. The only event of its entity: the journal refuses a second first version, from whichever silo.</summary>
public sealed record Posted(string ContentHash, Guid? PeriodId) : EntryEvent;
