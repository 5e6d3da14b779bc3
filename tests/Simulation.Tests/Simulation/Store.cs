using Periods.Grains.Journal;

namespace Periods.Simulation.Tests.Simulation;

/// <summary>What the journal's port promises; each can be taken away, to see that it is missed.</summary>
internal sealed record JournalRules(bool ChecksHeads = true, bool Confirms = true, bool AnswersOnce = true);

/// <summary>The journal's truth, shared by all silos: each call is one transaction.</summary>
internal sealed class Store(JournalRules rules)
{
    private readonly Dictionary<EntityKey, List<JournalEvent>> _events = [];
    private readonly Dictionary<(EntityKey, string), Answer> _answers = [];
    private readonly Dictionary<EntityKey, Snapshot> _snapshots = [];

    public JournalRules Rules => rules;

    public List<IReadOnlyList<EntityAppend>> Commits { get; } = [];

    public IEnumerable<EntityKey> Keys => _events.Keys;

    public AppendResult Append(IReadOnlyList<EntityAppend> parts)
    {
        if (!parts.All(Fits)) return AppendResult.Conflict;
        foreach (var part in parts)
        {
            if (part.Events.Count > 0)
            {
                if (!_events.TryGetValue(part.Key, out var events)) events = _events[part.Key] = [];
                events.AddRange(part.Events);
            }
            if (part.Answer is { } answer) _answers[(part.Key, answer.CommandKey)] = answer;
        }
        Commits.Add(parts);
        return AppendResult.Appended;
    }

    public bool IsHead(EntityKey key, EntityHead head)
    {
        var last = Head(key);
        return last.Version == head.Version && last.Hash.AsSpan().SequenceEqual(head.Hash);
    }

    public EntityHistory Load(EntityKey key)
    {
        var snapshot = _snapshots.GetValueOrDefault(key);
        return new(snapshot, Read(key, snapshot?.Head.Version ?? 0));
    }

    public IReadOnlyList<JournalEvent> Read(EntityKey key, long afterVersion) => [.. _events.GetValueOrDefault(key, []).Where(e => e.Version > afterVersion)];

    public IReadOnlyList<AnswerMark> Answers(EntityKey key) =>
        [.. _answers.Where(a => a.Key.Item1 == key).Select(a => new AnswerMark(a.Value.CommandKey, a.Value.Fingerprint, a.Value.At))];

    public byte[]? Answer(EntityKey key, string commandKey) => _answers.GetValueOrDefault((key, commandKey))?.Reply;

    public void Save(EntityKey key, Snapshot snapshot)
    {
        if (_snapshots.GetValueOrDefault(key) is not { } older || older.Head.Version < snapshot.Head.Version) _snapshots[key] = snapshot;
    }

    private bool Fits(EntityAppend part) =>
        (!rules.ChecksHeads || IsHead(part.Key, part.Expected))
        && (!rules.AnswersOnce || part.Answer is null || !_answers.ContainsKey((part.Key, part.Answer.CommandKey)));

    private EntityHead Head(EntityKey key) => _events.TryGetValue(key, out var events) ? new EntityHead(events[^1].Version, events[^1].Hash) : EntityHead.None;
}
