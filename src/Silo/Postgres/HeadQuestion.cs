using Periods.Grains.Journal;
using Periods.Silo.Journals;

namespace Periods.Silo.Postgres;

/// <summary>Whether this is the head of its entity.</summary>
/// <param name="since">A <see cref="System.Diagnostics.Stopwatch"/>'s timestamp.</param>
internal sealed class HeadQuestion(EntityKey key, EntityHead head, long since) : Awaited
{
    public EntityKey Key => key;

    public EntityHead Head => head;

    public long Since => since;

    /// <summary>In its round: the number of its entity, when the head is known to be committed; 0 otherwise.</summary>
    public long Entity { get; set; }

    /// <summary>In its round: what will be answered if all questions of the round are.</summary>
    public AppendResult Verdict { get; set; }
}
