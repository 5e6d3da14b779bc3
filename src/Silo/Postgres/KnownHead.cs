using Periods.Grains.Journal;

namespace Periods.Silo.Postgres;

/// <summary>A head that is, or was, in the journal.</summary>
/// <param name="Entity">Its number in the tables; 0 when it has none yet.</param>
internal readonly record struct KnownHead(long Entity, EntityHead Head);

/// <summary>What a look found: a head for each root of a batch, and for each of its answers whether there is one already.</summary>
internal sealed record LookedAt(bool IsWritten, KnownHead[] Heads, bool[] Answered);
