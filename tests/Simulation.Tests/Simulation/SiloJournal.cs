using System.Runtime.CompilerServices;
using Periods.Grains.Journal;

namespace Periods.Simulation.Tests.Simulation;

/// <summary>A silo's connection to the journal: everything takes its time, and much goes wrong.</summary>
/// <param name="ownsIt">The only silo: what it knows is the truth, and what it had queued dies with it.</param>
internal sealed class SiloJournal(World world, Store store, Lane silo, bool ownsIt) : IJournal
{
    private readonly int _failing = world.Random.Next(3) switch { 0 => 2, 1 => 10, _ => 30 };
    private readonly List<Pending> _waiting = [];

    public Task<AppendResult> Append(IReadOnlyList<EntityAppend> parts)
    {
        if (world.Chance(1)) return Task.FromResult(AppendResult.Overloaded);
        return Enqueue(new(parts, [.. parts.Select(part => part.Key)], New<AppendResult>()));
    }

    public Task<AppendResult> KeepOrder(IReadOnlyList<EntityKey> keys) => world.Chance(1) ? Task.FromResult(AppendResult.Overloaded) : Enqueue(new([], keys, New<AppendResult>()));

    public Task<AppendResult> Confirm(EntityKey key, EntityHead head)
    {
        if (ownsIt || !store.Rules.Confirms) return Task.FromResult(AppendResult.Appended);
        var done = New<AppendResult>();
        world.After(world.Outside, Latency(), () =>
            Tell(done, world.Chance(2) ? AppendResult.Failed : store.IsHead(key, head) ? AppendResult.Appended : AppendResult.Conflict));
        return done.Task;
    }

    public Task<EntityHistory> Load(EntityKey key) => Ask(() => store.Load(key));

    public async IAsyncEnumerable<JournalEvent> Read(EntityKey key, long afterVersion, [EnumeratorCancellation] CancellationToken stop)
    {
        foreach (var happened in await Ask(() => store.Read(key, afterVersion))) yield return happened;
    }

    /// <summary>Lists are not part of a schedule: they say what the journal holds.</summary>
    public Task<DatedPage> ReadDated(EntityKey key, DatedQuery query) => throw new NotSupportedException("No schedule lists entries");

    /// <inheritdoc cref="ReadDated"/>
    public Task<IReadOnlyList<EntityProgress>> ReadProgress(Guid business, IReadOnlyList<DateTimeOffset> times) => throw new NotSupportedException("No schedule reads the audit log");

    /// <inheritdoc cref="ReadDated"/>
    public Task<IReadOnlyList<IReadOnlyList<JournalEvent>>> ReadSlices(IReadOnlyList<VersionSlice> slices, int limit, bool backwards) =>
        throw new NotSupportedException("No schedule reads the audit log");

    /// <inheritdoc cref="ReadDated"/>
    public IAsyncEnumerable<EntityRow> ReadRows(EntityKey key, CancellationToken stop) => throw new NotSupportedException("No schedule verifies a chain");

    public Task<IReadOnlyList<AnswerMark>> LoadAnswers(EntityKey key) => Ask(() => store.Answers(key));

    public Task<byte[]?> ReadAnswer(EntityKey key, string commandKey) => Ask(() => store.Answer(key, commandKey));

    public void SaveSnapshot(EntityKey key, Snapshot snapshot) => world.After(world.Outside, Latency(), () => store.Save(key, snapshot));

    private Task<AppendResult> Enqueue(Pending append)
    {
        _waiting.Add(append);
        world.After(world.Outside, Latency(), CommitNext);
        return append.Done.Task;
    }

    /// <summary>Each entity's in the order of the calls; who owns the journal writes all in that order.</summary>
    private void CommitNext()
    {
        var free = Enumerable.Range(0, ownsIt ? 1 : _waiting.Count).Where(at => !_waiting.Take(at).Any(before => before.Keys.Intersect(_waiting[at].Keys).Any())).ToArray();
        var next = free[world.Random.Next(free.Length)];
        var (parts, _, done) = _waiting[next];
        _waiting.RemoveAt(next);
        if (!silo.IsAlive && (ownsIt || world.Random.Next(2) == 0)) return;
        if (!world.Chance(_failing))
        {
            Tell(done, store.Append(parts));
            return;
        }
        switch (world.Random.Next(4))
        {
            case 0:
                Tell(done, AppendResult.Failed);
                break;
            case 1:
                store.Append(parts);
                Tell(done, AppendResult.Failed);
                break;
            case 2 when !ownsIt:
                // The connection is given up, the transaction still under way lands later.
                Tell(done, AppendResult.Failed);
                world.After(world.Outside, world.Random.Next(150), () => store.Append(parts));
                break;
            default:
                Tell(done, AppendResult.Conflict);
                break;
        }
    }

    private Task<T> Ask<T>(Func<T> read)
    {
        var done = New<T>();
        world.After(world.Outside, Latency(), () =>
        {
            if (world.Chance(2)) world.After(silo, Latency(), () => done.SetException(new JournalUnavailableException("The storm took it")));
            else Tell(done, read());
        });
        return done.Task;
    }

    private void Tell<T>(TaskCompletionSource<T> done, T result) => world.After(silo, Latency(), () => done.SetResult(result));

    private int Latency() => world.Chance(5) ? world.Random.Next(300) : world.Random.Next(1, 8);

    private sealed record Pending(IReadOnlyList<EntityAppend> Parts, IReadOnlyList<EntityKey> Keys, TaskCompletionSource<AppendResult> Done);

    private static TaskCompletionSource<T> New<T>() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
