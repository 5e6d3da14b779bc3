using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Periods.Grains.Journal;

namespace Periods.Silo.Tests.Local;

/// <summary>A journal whose reads are counted, and of which some fail or hang.</summary>
internal sealed class TroubledReads(IJournal inner) : IJournal
{
    private readonly ConcurrentDictionary<EntityKey, int> _reads = new();

    /// <summary>What a read of each of these entities throws.</summary>
    public ConcurrentDictionary<EntityKey, Exception> Troubles { get; } = new();

    /// <summary>What a read of each of these entities waits for.</summary>
    public ConcurrentDictionary<EntityKey, Task> Hangs { get; } = new();

    public int Of(EntityKey key) => _reads.GetValueOrDefault(key);

    public IAsyncEnumerable<JournalEvent> Read(EntityKey key, long afterVersion, CancellationToken stop)
    {
        _reads.AddOrUpdate(key, 1, static (_, reads) => reads + 1);
        return Troubles.TryGetValue(key, out var trouble) ? throw trouble : ReadOnceItMay(key, afterVersion, stop);
    }

    public Task<AppendResult> Append(IReadOnlyList<EntityAppend> parts) => inner.Append(parts);

    public Task<AppendResult> KeepOrder(IReadOnlyList<EntityKey> keys) => inner.KeepOrder(keys);

    public Task<AppendResult> Confirm(EntityKey key, EntityHead head) => inner.Confirm(key, head);

    public Task<EntityHistory> Load(EntityKey key) => inner.Load(key);

    public Task<DatedPage> ReadDated(EntityKey key, DatedQuery query) => inner.ReadDated(key, query);

    public Task<IReadOnlyList<EntityProgress>> ReadProgress(Guid business, IReadOnlyList<DateTimeOffset> times) => inner.ReadProgress(business, times);

    public Task<IReadOnlyList<IReadOnlyList<JournalEvent>>> ReadSlices(IReadOnlyList<VersionSlice> slices, int limit, bool backwards) => inner.ReadSlices(slices, limit, backwards);

    public IAsyncEnumerable<EntityRow> ReadRows(EntityKey key, CancellationToken stop) => inner.ReadRows(key, stop);

    public Task<IReadOnlyList<AnswerMark>> LoadAnswers(EntityKey key) => inner.LoadAnswers(key);

    public Task<byte[]?> ReadAnswer(EntityKey key, string commandKey) => inner.ReadAnswer(key, commandKey);

    public void SaveSnapshot(EntityKey key, Snapshot snapshot) => inner.SaveSnapshot(key, snapshot);

    private async IAsyncEnumerable<JournalEvent> ReadOnceItMay(EntityKey key, long afterVersion, [EnumeratorCancellation] CancellationToken stop)
    {
        if (Hangs.TryGetValue(key, out var hangs)) await hangs;
        await foreach (var e in inner.Read(key, afterVersion, stop)) yield return e;
    }
}
