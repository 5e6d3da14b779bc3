using Periods.Grains.Journal;

namespace Periods.Micro;

/// <summary>A journal whose appends are durable at once and kept nowhere.</summary>
/// <param name="appended">Told of each append.</param>
internal sealed class NoJournal(Action<IReadOnlyList<EntityAppend>>? appended = null) : IJournal
{
    private static readonly Task<AppendResult> Durable = Task.FromResult(AppendResult.Appended);

    public Task<AppendResult> Append(IReadOnlyList<EntityAppend> parts)
    {
        appended?.Invoke(parts);
        return Durable;
    }

    public Task<AppendResult> KeepOrder(IReadOnlyList<EntityKey> keys) => Durable;

    public Task<AppendResult> Confirm(EntityKey key, EntityHead head) => Durable;

    public Task<EntityHistory> Load(EntityKey key) => Task.FromResult(new EntityHistory(null, []));

    public IAsyncEnumerable<JournalEvent> Read(EntityKey key, long afterVersion, CancellationToken stop) => AsyncEnumerable.Empty<JournalEvent>();

    public Task<DatedPage> ReadDated(EntityKey key, DatedQuery query) => Task.FromResult(new DatedPage([], HasMore: false, query.Counted ? 0 : null));

    public Task<IReadOnlyList<EntityProgress>> ReadProgress(Guid business, IReadOnlyList<DateTimeOffset> times) => Task.FromResult<IReadOnlyList<EntityProgress>>([]);

    public Task<IReadOnlyList<IReadOnlyList<JournalEvent>>> ReadSlices(IReadOnlyList<VersionSlice> slices, int limit, bool backwards) =>
        Task.FromResult<IReadOnlyList<IReadOnlyList<JournalEvent>>>([.. slices.Select(_ => Array.Empty<JournalEvent>())]);

    public IAsyncEnumerable<EntityRow> ReadRows(EntityKey key, CancellationToken stop) => AsyncEnumerable.Empty<EntityRow>();

    public Task<IReadOnlyList<AnswerMark>> LoadAnswers(EntityKey key) => Task.FromResult<IReadOnlyList<AnswerMark>>([]);

    public Task<byte[]?> ReadAnswer(EntityKey key, string commandKey) => Task.FromResult<byte[]?>(null);

    public void SaveSnapshot(EntityKey key, Snapshot snapshot)
    {
    }
}
