namespace Periods.Grains.Journal;

/// <summary>
/// Where events are kept. Correctness rests on one thing: an append names the head it was decided on, and is refused when that is no longer the last.
/// Implementations pass one conformance suite (tests/Silo.Tests/Journals).
/// </summary>
public interface IJournal
{
    /// <summary>
    /// Appends to one or several entities, all or nothing. The append is queued before this method returns, in call order;
    /// the task ends when it is durable or known not to be. What was appended to its entities before is then durable, too, though whoever appended that may
    /// hear of it later. A failure says nothing of them; but where <see cref="Confirm"/> need not ask, none is told of while an earlier append to the same entities may
    /// yet turn out to be durable and they can be loaded: nobody would find out that what was loaded is old. Never throws.
    /// </summary>
    Task<AppendResult> Append(IReadOnlyList<EntityAppend> parts);

    /// <summary>
    /// Keeps the order between entities: what is appended to any of them from now on is durable no earlier than all that was appended to any of them before.
    /// <see cref="AppendResult.Appended"/> when that was so, or nothing was left to keep in order. Never throws.
    /// </summary>
    Task<AppendResult> KeepOrder(IReadOnlyList<EntityKey> keys);

    /// <summary>
    /// Whether this was the entity's head at some moment after the call: what a read, or a refusal, is told on. <see cref="AppendResult.Appended"/>
    /// when it was, <see cref="AppendResult.Conflict"/> when not. A journal with one owner knows at once; others ask, many heads at a time. Never throws.
    /// </summary>
    Task<AppendResult> Confirm(EntityKey key, EntityHead head);

    /// <summary>The newest snapshot and all events after it. Throws <see cref="JournalUnavailableException"/>.</summary>
    Task<EntityHistory> Load(EntityKey key);

    /// <summary>The events of an entity after a version, in order. Throws <see cref="JournalUnavailableException"/>.</summary>
    IAsyncEnumerable<JournalEvent> Read(EntityKey key, long afterVersion, CancellationToken stop);

    /// <summary>A page of a business's journal entries by date: all that were appended before the call are seen. Throws <see cref="JournalUnavailableException"/>.</summary>
    Task<DatedPage> ReadDated(EntityKey key, DatedQuery query);

    /// <summary>
    /// How far the entities of a business had come at these times: the business itself, its users, its periods, what it was refused; those that have events. All that
    /// was appended before the call is seen. Throws <see cref="JournalUnavailableException"/>.
    /// </summary>
    Task<IReadOnlyList<EntityProgress>> ReadProgress(Guid business, IReadOnlyList<DateTimeOffset> times);

    /// <summary>The first events of each slice, in order of version, or from the last one back. Throws <see cref="JournalUnavailableException"/>.</summary>
    Task<IReadOnlyList<IReadOnlyList<JournalEvent>>> ReadSlices(IReadOnlyList<VersionSlice> slices, int limit, bool backwards);

    /// <summary>All rows kept of an entity, in order of version, readable as events or not. Throws <see cref="JournalUnavailableException"/>.</summary>
    IAsyncEnumerable<EntityRow> ReadRows(EntityKey key, CancellationToken stop);

    /// <summary>The keys of commands answered by an entity, oldest first. Throws <see cref="JournalUnavailableException"/>.</summary>
    Task<IReadOnlyList<AnswerMark>> LoadAnswers(EntityKey key);

    /// <summary>The reply stored with a command key, as JSON; null when there is none. Throws <see cref="JournalUnavailableException"/>.</summary>
    Task<byte[]?> ReadAnswer(EntityKey key, string commandKey);

    /// <summary>Keeps a snapshot of durable state, some time later, or not at all: only loading gets faster by it.</summary>
    void SaveSnapshot(EntityKey key, Snapshot snapshot);
}

/// <summary>What became of an append.</summary>
public enum AppendResult
{
    /// <summary>Durable; of a head: still the last.</summary>
    Appended,

    /// <summary>Refused: the entity's head is another one.</summary>
    Conflict,

    /// <summary>Refused before it was queued: too many wait already. Nothing was written.</summary>
    Overloaded,

    /// <summary>Storage failed. Not known to be durable: whoever decided on top of it must load again.</summary>
    Failed,
}

/// <summary>Storage cannot be read now.</summary>
public class JournalUnavailableException(string message, Exception? cause = null) : Exception(message, cause);

/// <summary>Storage can be read, and what it holds of an entity is not what this version of the service can go on with: to read it again does not help.</summary>
public sealed class HistoryUnreadableException(string message, Exception? cause = null) : JournalUnavailableException(message, cause);
