using Periods.Grains.Journal;

namespace Periods.Grains.Entities;

/// <summary>The command keys an entity has answered, for at least <see cref="Limits.IdempotencyMemory"/>. The replies are in the journal.</summary>
internal sealed class RememberedKeys
{
    private readonly Dictionary<string, Remembered> _byKey;
    private readonly Queue<(string Key, DateTimeOffset At)> _byAge;

    public RememberedKeys(IReadOnlyList<AnswerMark> answers)
    {
        _byKey = new(answers.Count, StringComparer.Ordinal);
        _byAge = new(answers.Count);
        foreach (var mark in answers.OrderBy(mark => mark.At)) Add(mark.CommandKey, mark.Fingerprint, mark.At, Task.FromResult(AppendResult.Appended));
    }

    public Remembered? Find(string key) => _byKey.TryGetValue(key, out var found) ? found : null;

    /// <summary>Whether one more can be remembered; forgets what is old enough first.</summary>
    public bool HasRoom(DateTimeOffset now)
    {
        while (_byAge.TryPeek(out var oldest) && now - oldest.At > Limits.IdempotencyMemory)
        {
            _byAge.Dequeue();
            _byKey.Remove(oldest.Key);
        }
        return _byKey.Count < Limits.RememberedKeysMax;
    }

    public void Add(string key, UInt128 fingerprint, DateTimeOffset at, Task<AppendResult> durable)
    {
        if (_byKey.TryAdd(key, new Remembered(fingerprint, durable))) _byAge.Enqueue((key, at));
    }
}

/// <param name="Durable">The append that keeps the answer.</param>
internal sealed record Remembered(UInt128 Fingerprint, Task<AppendResult> Durable);
