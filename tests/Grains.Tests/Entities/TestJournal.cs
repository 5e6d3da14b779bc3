using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Periods.Grains.Tests.Entities;

/// <summary>What becomes of the next append that commits.</summary>
public enum Fault
{
    None,
    Conflict,
    FailsUnwritten,
    FailsWritten,
    ArrivesTwice,
}

/// <summary>
/// A journal in memory that keeps the port's word: heads are checked by version and hash, all parts or none. It commits at once, or,
/// when it holds, as the test releases; what waited for a commit runs on the thread that releases it, so a test waits for nothing.
/// </summary>
/// <param name="parallel">What waited for a commit runs on any thread: for races.</param>
public sealed class TestJournal(bool parallel = false) : IJournal
{
    private readonly Lock _gate = new();
    private readonly TaskCreationOptions _continues = parallel ? TaskCreationOptions.RunContinuationsAsynchronously : TaskCreationOptions.None;
    private readonly Dictionary<EntityKey, List<JournalEvent>> _events = [];
    private readonly Dictionary<(EntityKey, string), Answer> _answers = [];
    private readonly Dictionary<EntityKey, Snapshot> _snapshots = [];
    private readonly Queue<Pending> _waiting = [];
    private readonly List<IReadOnlyList<EntityAppend>> _commits = [];

    public bool Holds { get; set; }

    public bool Overloaded { get; set; }

    public bool Unavailable { get; set; }

    /// <summary>Nobody else writes, so that no question about a head needs an answer.</summary>
    public bool HasOneOwner { get; set; }

    /// <summary>Asked at each commit.</summary>
    public Func<Fault> NextFault { get; set; } = () => Fault.None;

    /// <summary>What a question about a head waits for.</summary>
    public Task Asking { get; set; } = Task.CompletedTask;

    /// <summary>Called outside the gate, after an append was queued.</summary>
    public Action Queued { get; set; } = () => { };

    /// <summary>Awaited by a read that has its rows, before it hands out the first.</summary>
    public Func<Task> HasRead { get; set; } = () => Task.CompletedTask;

    public int EventsRead { get; private set; }

    /// <summary>How often slices were asked for.</summary>
    public int SlicesAsked { get; private set; }

    public int Waiting => Locked(() => _waiting.Count(append => !append.KeepsOrder));

    public IReadOnlyList<IReadOnlyList<EntityAppend>> Commits => Locked(() => _commits.ToArray());

    public IReadOnlyCollection<EntityKey> Keys => Locked(() => _events.Keys.ToArray());

    public IReadOnlyList<JournalEvent> Of(EntityKey key) => Locked(() => _events.GetValueOrDefault(key)?.ToArray() ?? []);

    public Snapshot? SnapshotOf(EntityKey key) => Locked(() => _snapshots.GetValueOrDefault(key));

    public IReadOnlyCollection<Answer> Answers => Locked(() => _answers.Values.ToArray());

    public void Fail(Fault fault, int times = 1) => NextFault = () => times-- > 0 ? fault : Fault.None;

    public void Damage(EntityKey key, int index, Func<JournalEvent, JournalEvent> edit) => Locked(() => _events[key][index] = edit(_events[key][index]));

    /// <summary>A server that took over, or a backup, lacks the last events, and the snapshots since.</summary>
    public void Lose(EntityKey key, int count) => Locked(() =>
    {
        _events[key].RemoveRange(_events[key].Count - count, count);
        return _snapshots.Remove(key);
    });

    public void DeleteAnswers() => Locked(() => { _answers.Clear(); return 0; });

    public void Remember(EntityKey key, Answer answer) => Locked(() => _answers[(key, answer.CommandKey)] = answer);

    public Task<AppendResult> Append(IReadOnlyList<EntityAppend> parts)
    {
        if (Overloaded) return Task.FromResult(AppendResult.Overloaded);
        var append = new Pending(parts, KeepsOrder: false, new(_continues));
        lock (_gate) _waiting.Enqueue(append);
        if (!Holds) Release();
        Queued();
        return append.Done.Task;
    }

    /// <summary>Always behind an append, with which it is released: by itself nobody would come for it.</summary>
    public Task<AppendResult> KeepOrder(IReadOnlyList<EntityKey> keys)
    {
        var order = new Pending([.. keys.Select(key => new EntityAppend(key, EntityHead.None, [], null))], KeepsOrder: true, new(_continues));
        lock (_gate)
        {
            if (_waiting.Count == 0) return Task.FromResult(AppendResult.Appended);
            _waiting.Enqueue(order);
        }
        return order.Done.Task;
    }

    public bool Release()
    {
        var released = false;
        while (Take(ifItKeepsOrder: released) is var (next, result))
        {
            released |= !next.KeepsOrder;
            next.Done.SetResult(result);
        }
        return released;
    }

    /// <summary>Commits the newest first, as one that came another way may be. False when its silo has an order to keep.</summary>
    public bool Overtake(bool isElsewhere)
    {
        lock (_gate)
        {
            var newest = _waiting.Last();
            if (!isElsewhere && _waiting.Any(before => before.KeepsOrder && before.Parts.Any(part => newest.Parts.Any(own => own.Key == part.Key)))) return false;
            for (var n = _waiting.Count; n > 1; n--) _waiting.Enqueue(_waiting.Dequeue());
        }
        return Release();
    }

    public void ReleaseAll()
    {
        while (Release())
        {
        }
        Holds = false;
    }

    public async Task<AppendResult> Confirm(EntityKey key, EntityHead head)
    {
        await Asking;
        return Locked(() => HasOneOwner || IsHead(key, head) ? AppendResult.Appended : AppendResult.Conflict);
    }

    public Task<EntityHistory> Load(EntityKey key)
    {
        CheckAvailable();
        var snapshot = SnapshotOf(key);
        var tail = Tail(key, snapshot?.Head.Version ?? 0);
        Locked(() => EventsRead += tail.Length);
        return Task.FromResult(new EntityHistory(snapshot, tail));
    }

    public async IAsyncEnumerable<JournalEvent> Read(EntityKey key, long afterVersion, [EnumeratorCancellation] CancellationToken stop)
    {
        CheckAvailable();
        var tail = Tail(key, afterVersion);
        await HasRead();
        foreach (var e in tail)
        {
            Locked(() => EventsRead++);
            yield return e;
        }
    }

    public Task<DatedPage> ReadDated(EntityKey key, DatedQuery query)
    {
        CheckAvailable();
        var rows = Of(key).Where(e => e.Type == DatedEvents.Type).Select(e => (Event: e, Place: new DatedPlace(DateOf(e), e.Version)))
            .Where(row => row.Place.Date >= query.From && row.Place.Date <= query.To).OrderBy(row => row.Place.Date).ThenBy(row => row.Place.Version).ToArray();
        var page = new DatedPageBuilder(query);
        foreach (var (e, _) in (query.Backwards ? rows.Reverse() : rows).Where(row => IsBeyond(row.Place, query)))
            if (!page.Add(e)) break;
        return Task.FromResult(page.Page(query.Counted ? rows.Length : null));
    }

    public Task<IReadOnlyList<EntityProgress>> ReadProgress(Guid business, IReadOnlyList<DateTimeOffset> times)
    {
        CheckAvailable();
        return Task.FromResult(Locked<IReadOnlyList<EntityProgress>>(() =>
        [
            .. _events.Where(entity => entity.Key.Business == business && entity.Key.Kind is 'a' or 'b' or 'u' or 'p')
                .Select(entity => new EntityProgress(entity.Key, [.. times.Select(time => (long)entity.Value.Count(e => e.OrderedAt <= time))])),
        ]));
    }

    public Task<IReadOnlyList<IReadOnlyList<JournalEvent>>> ReadSlices(IReadOnlyList<VersionSlice> slices, int limit, bool backwards)
    {
        CheckAvailable();
        SlicesAsked++;
        return Task.FromResult<IReadOnlyList<IReadOnlyList<JournalEvent>>>([.. slices.Select(slice =>
        {
            var rows = Of(slice.Key).Where(e => e.Version > slice.After && e.Version <= slice.UpTo).ToArray();
            var read = (backwards ? rows.Reverse() : rows).Take(limit).ToArray();
            Locked(() => EventsRead += read.Length);
            return read;
        })]);
    }

    public async IAsyncEnumerable<EntityRow> ReadRows(EntityKey key, [EnumeratorCancellation] CancellationToken stop)
    {
        await foreach (var e in Read(key, 0, stop))
        {
            stop.ThrowIfCancellationRequested();
            yield return new(e.Version, e);
        }
    }

    public Task<IReadOnlyList<AnswerMark>> LoadAnswers(EntityKey key)
    {
        CheckAvailable();
        return Task.FromResult(Locked<IReadOnlyList<AnswerMark>>(() =>
            [.. _answers.Where(a => a.Key.Item1 == key).Select(a => new AnswerMark(a.Value.CommandKey, a.Value.Fingerprint, a.Value.At))]));
    }

    public Task<byte[]?> ReadAnswer(EntityKey key, string commandKey)
    {
        CheckAvailable();
        return Task.FromResult(Locked(() => _answers.GetValueOrDefault((key, commandKey))?.Reply));
    }

    public void SaveSnapshot(EntityKey key, Snapshot snapshot) => Locked(() => _snapshots[key] = snapshot);

    private (Pending Append, AppendResult Result)? Take(bool ifItKeepsOrder)
    {
        lock (_gate)
        {
            if (!_waiting.TryPeek(out var next) || (ifItKeepsOrder && !next.KeepsOrder)) return null;
            return (_waiting.Dequeue(), next.KeepsOrder ? AppendResult.Appended : Commit(next.Parts, NextFault()));
        }
    }

    private AppendResult Commit(IReadOnlyList<EntityAppend> parts, Fault fault)
    {
        if (fault == Fault.Conflict) return AppendResult.Conflict;
        if (fault == Fault.FailsUnwritten) return AppendResult.Failed;
        if (!parts.All(Fits)) return AppendResult.Conflict;
        foreach (var part in parts)
        {
            if (part.Events.Count > 0) EventsOf(part.Key).AddRange(part.Events);
            if (part.Answer is { } answer) _answers.Add((part.Key, answer.CommandKey), answer);
        }
        _commits.Add(parts);
        if (fault == Fault.ArrivesTwice && parts.Any(p => p.Events.Count > 0) && parts.All(Fits)) throw new InvalidOperationException("A second arrival fits");
        return fault == Fault.FailsWritten ? AppendResult.Failed : AppendResult.Appended;
    }

    private bool Fits(EntityAppend part)
    {
        if (!IsHead(part.Key, part.Expected)) return false;
        var head = part.Expected;
        foreach (var e in part.Events)
        {
            if (!EventChain.Follows(part.Key, head, e)) throw new InvalidOperationException($"{part.Key} appends a broken chain at {e.Version}");
            head = new EntityHead(e.Version, e.Hash);
        }
        return part.Answer is null || !_answers.ContainsKey((part.Key, part.Answer.CommandKey));
    }

    private bool IsHead(EntityKey key, EntityHead head)
    {
        var last = _events.GetValueOrDefault(key)?[^1];
        return head.Version == (last?.Version ?? 0) && head.Hash.AsSpan().SequenceEqual(last?.Hash ?? EventChain.Genesis);
    }

    private List<JournalEvent> EventsOf(EntityKey key) => _events.TryGetValue(key, out var found) ? found : _events[key] = [];

    private static DateOnly DateOf(JournalEvent e) =>
        DateOnly.Parse(DatedEvents.DatePath.Aggregate(JsonDocument.Parse(e.Data).RootElement, (at, step) => at.GetProperty(step)).GetString()!, System.Globalization.CultureInfo.InvariantCulture);

    private static bool IsBeyond(DatedPlace place, DatedQuery query)
    {
        var order = (place.Date, place.Version).CompareTo((query.Beyond.Date, query.Beyond.Version));
        return query.Backwards ? order < 0 : order > 0;
    }

    private JournalEvent[] Tail(EntityKey key, long after) => Locked(() => _events.GetValueOrDefault(key)?.Where(e => e.Version > after).ToArray() ?? []);

    private void CheckAvailable()
    {
        if (Unavailable) throw new JournalUnavailableException("the test says so");
    }

    private T Locked<T>(Func<T> read)
    {
        lock (_gate) return read();
    }

    private sealed record Pending(IReadOnlyList<EntityAppend> Parts, bool KeepsOrder, TaskCompletionSource<AppendResult> Done);
}
