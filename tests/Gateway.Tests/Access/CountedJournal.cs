using System.Collections.Concurrent;
using Periods.Grains.Journal;

namespace Periods.Gateway.Tests.Access;

/// <summary>A journal that says what was asked of it.</summary>
internal sealed class CountedJournal(IJournal journal) : IJournal
{
    private readonly ConcurrentQueue<string> _asked = new();

    /// <summary>By kind of entity and kind of call, in order; forgotten by asking.</summary>
    public List<string> Asked()
    {
        var asked = new List<string>();
        while (_asked.TryDequeue(out var call)) asked.Add(call);
        return asked;
    }

    public Task<AppendResult> Append(IReadOnlyList<EntityAppend> parts)
    {
        foreach (var part in parts) Count(part.Key, nameof(Append));
        return journal.Append(parts);
    }

    public Task<AppendResult> KeepOrder(IReadOnlyList<EntityKey> keys) => journal.KeepOrder(keys);

    public Task<AppendResult> Confirm(EntityKey key, EntityHead head)
    {
        Count(key, nameof(Confirm));
        return journal.Confirm(key, head);
    }

    public Task<EntityHistory> Load(EntityKey key)
    {
        Count(key, nameof(Load));
        return journal.Load(key);
    }

    public IAsyncEnumerable<JournalEvent> Read(EntityKey key, long afterVersion, CancellationToken stop)
    {
        Count(key, nameof(Read));
        return journal.Read(key, afterVersion, stop);
    }

    public Task<DatedPage> ReadDated(EntityKey key, DatedQuery query)
    {
        Count(key, nameof(ReadDated));
        return journal.ReadDated(key, query);
    }

    public Task<IReadOnlyList<AnswerMark>> LoadAnswers(EntityKey key)
    {
        Count(key, nameof(LoadAnswers));
        return journal.LoadAnswers(key);
    }

    public Task<byte[]?> ReadAnswer(EntityKey key, string commandKey)
    {
        Count(key, nameof(ReadAnswer));
        return journal.ReadAnswer(key, commandKey);
    }

    public Task<IReadOnlyList<EntityProgress>> ReadProgress(Guid business, IReadOnlyList<DateTimeOffset> times)
    {
        Count(EntityKey.ForBusiness(business), nameof(ReadProgress));
        return journal.ReadProgress(business, times);
    }

    public Task<IReadOnlyList<IReadOnlyList<JournalEvent>>> ReadSlices(IReadOnlyList<VersionSlice> slices, int limit, bool backwards)
    {
        foreach (var slice in slices) Count(slice.Key, nameof(ReadSlices));
        return journal.ReadSlices(slices, limit, backwards);
    }

    public IAsyncEnumerable<EntityRow> ReadRows(EntityKey key, CancellationToken stop)
    {
        Count(key, nameof(ReadRows));
        return journal.ReadRows(key, stop);
    }

    public void SaveSnapshot(EntityKey key, Snapshot snapshot) => journal.SaveSnapshot(key, snapshot);

    // What was refused is written down later, by nobody's request.
    private void Count(EntityKey key, string call)
    {
        if (key.Kind != EntityKey.ForRefusals(key.Business).Kind) _asked.Enqueue($"{key.Kind} {call}");
    }
}
