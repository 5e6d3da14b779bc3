using Periods.Grains.Journal;

namespace Periods.Faults.Running;

/// <summary>A journal that can be written while it cannot be read, for as long as a test says.</summary>
internal sealed class FailingReads(IJournal journal) : IJournal
{
    private long _failed;

    public bool Fails { get; set; }

    /// <summary>Reads that failed.</summary>
    public long Failed => Interlocked.Read(ref _failed);

    public Task<AppendResult> Append(IReadOnlyList<EntityAppend> parts) => journal.Append(parts);

    public Task<AppendResult> KeepOrder(IReadOnlyList<EntityKey> keys) => journal.KeepOrder(keys);

    public Task<AppendResult> Confirm(EntityKey key, EntityHead head) => journal.Confirm(key, head);

    public Task<EntityHistory> Load(EntityKey key) => Readable().Load(key);

    public IAsyncEnumerable<JournalEvent> Read(EntityKey key, long afterVersion, CancellationToken stop) => Readable().Read(key, afterVersion, stop);

    public Task<DatedPage> ReadDated(EntityKey key, DatedQuery query) => Readable().ReadDated(key, query);

    public Task<IReadOnlyList<EntityProgress>> ReadProgress(Guid business, IReadOnlyList<DateTimeOffset> times) => Readable().ReadProgress(business, times);

    public Task<IReadOnlyList<IReadOnlyList<JournalEvent>>> ReadSlices(IReadOnlyList<VersionSlice> slices, int limit, bool backwards) =>
        Readable().ReadSlices(slices, limit, backwards);

    public IAsyncEnumerable<EntityRow> ReadRows(EntityKey key, CancellationToken stop) => Readable().ReadRows(key, stop);

    public Task<IReadOnlyList<AnswerMark>> LoadAnswers(EntityKey key) => Readable().LoadAnswers(key);

    public Task<byte[]?> ReadAnswer(EntityKey key, string commandKey) => Readable().ReadAnswer(key, commandKey);

    public void SaveSnapshot(EntityKey key, Snapshot snapshot) => journal.SaveSnapshot(key, snapshot);

    private IJournal Readable()
    {
        if (!Fails) return journal;
        Interlocked.Increment(ref _failed);
        throw new JournalUnavailableException("The test says so.");
    }
}
