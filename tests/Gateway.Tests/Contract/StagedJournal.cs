using System.Runtime.CompilerServices;
using Periods.Grains.Journal;

namespace Periods.Gateway.Tests.Contract;

/// <summary>What the journal is made to do.</summary>
internal enum Trouble
{
    None,

    /// <summary>Commits, and does not say so until released.</summary>
    Holds,
    Overloaded,

    /// <summary>Somebody else is always faster.</summary>
    Contended,
    Fails,

    /// <summary>Does what no journal may: it throws.</summary>
    Throws,

    /// <summary>As the two before, and users too.</summary>
    FailsForUsers,
    ThrowsForUsers,

    /// <summary>Takes and confirms, but does not read the events of an entity that is loaded.</summary>
    FailsToLookBack,

    /// <summary>Remembers as many keys of each entity as it may.</summary>
    FullOfKeys,

    /// <summary>Walks through an entity's rows and does not come to an end until released.</summary>
    WalksOn,
}

/// <summary>A journal with troubles on demand. Who calls is found out all the same: users are read without any.</summary>
internal sealed class StagedJournal(IJournal inner) : IJournal
{
    private TaskCompletionSource _held = new(), _released = new();

    public Trouble Trouble { get; private set; }

    /// <summary>How often it could not be found out who calls.</summary>
    public int FailedForUsers { get; private set; }

    /// <summary>Ends when an append is held, or a walk.</summary>
    public Task IsHeld => _held.Task;

    public void Make(Trouble trouble)
    {
        (_held, _released) = (new(TaskCreationOptions.RunContinuationsAsynchronously), new(TaskCreationOptions.RunContinuationsAsynchronously));
        Trouble = trouble;
    }

    public void End()
    {
        Trouble = Trouble.None;
        _released.TrySetResult();
    }

    public Task<AppendResult> Append(IReadOnlyList<EntityAppend> parts) => Trouble == Trouble.Holds ? Held(inner.Append(parts)) : Told() ?? inner.Append(parts);

    public Task<AppendResult> KeepOrder(IReadOnlyList<EntityKey> keys) => inner.KeepOrder(keys);

    public Task<AppendResult> Confirm(EntityKey key, EntityHead head)
    {
        if (key.Kind == 'u' && Trouble == Trouble.FailsForUsers) FailedForUsers++;
        return (key.Kind == 'u' && Trouble is not (Trouble.FailsForUsers or Trouble.ThrowsForUsers)) || Trouble is Trouble.Holds or Trouble.Overloaded ? inner.Confirm(key, head) : Told() ?? inner.Confirm(key, head);
    }

    public Task<EntityHistory> Load(EntityKey key) => Trouble switch
    {
        Trouble.Fails => throw new JournalUnavailableException("The test says so."),
        _ => inner.Load(key),
    };

    public IAsyncEnumerable<JournalEvent> Read(EntityKey key, long afterVersion, CancellationToken stop) =>
        Trouble == Trouble.FailsToLookBack ? throw new JournalUnavailableException("The test says so.") : inner.Read(key, afterVersion, stop);

    public Task<DatedPage> ReadDated(EntityKey key, DatedQuery query) => Untroubled().ReadDated(key, query);

    public Task<IReadOnlyList<EntityProgress>> ReadProgress(Guid business, IReadOnlyList<DateTimeOffset> times) => Untroubled().ReadProgress(business, times);

    public Task<IReadOnlyList<IReadOnlyList<JournalEvent>>> ReadSlices(IReadOnlyList<VersionSlice> slices, int limit, bool backwards) =>
        Untroubled().ReadSlices(slices, limit, backwards);

    public IAsyncEnumerable<EntityRow> ReadRows(EntityKey key, CancellationToken stop) => Trouble == Trouble.WalksOn ? WalkOn(stop) : Untroubled().ReadRows(key, stop);

    public async Task<IReadOnlyList<AnswerMark>> LoadAnswers(EntityKey key) => Trouble == Trouble.FullOfKeys
        ? [.. Enumerable.Range(0, Limits.RememberedKeysMax).Select(n => new AnswerMark($"{Guid.Empty:N}/{n}", 0, DateTimeOffset.MaxValue))]
        : await inner.LoadAnswers(key);

    public Task<byte[]?> ReadAnswer(EntityKey key, string commandKey) => inner.ReadAnswer(key, commandKey);

    public void SaveSnapshot(EntityKey key, Snapshot snapshot) => inner.SaveSnapshot(key, snapshot);

    private IJournal Untroubled() => Trouble switch
    {
        Trouble.Fails => throw new JournalUnavailableException("The test says so."),
        Trouble.Throws => throw new InvalidOperationException("The test says so."),
        _ => inner,
    };

    private Task<AppendResult>? Told() => Trouble switch
    {
        Trouble.Overloaded => Task.FromResult(AppendResult.Overloaded),
        Trouble.Contended => Task.FromResult(AppendResult.Conflict),
        Trouble.Fails or Trouble.FailsForUsers => Task.FromResult(AppendResult.Failed),
        Trouble.Throws or Trouble.ThrowsForUsers => throw new InvalidOperationException("The test says so."),
        _ => null,
    };

    private async IAsyncEnumerable<EntityRow> WalkOn([EnumeratorCancellation] CancellationToken stop)
    {
        var released = _released.Task;
        _held.TrySetResult();
        await released.WaitAsync(stop);
        yield break;
    }

    private async Task<AppendResult> Held(Task<AppendResult> append)
    {
        var released = _released.Task;
        _held.TrySetResult();
        await released;
        return await append;
    }
}
