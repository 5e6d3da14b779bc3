using System.Runtime.InteropServices;
using Periods.Grains.Journal;

namespace Periods.Grains.Entities;

/// <summary>The command keys an entity has answered, for at least <see cref="Limits.IdempotencyMemory"/>. The replies are in the journal.</summary>
internal sealed class RememberedKeys
{
    private readonly Dictionary<string, Remembered> _byKey;
    private readonly Queue<(string Key, DateTimeOffset At)> _byAge;
    private readonly Dictionary<Guid, int> _ofUser = [];

    public RememberedKeys(IReadOnlyList<AnswerMark> answers)
    {
        _byKey = new(answers.Count, StringComparer.Ordinal);
        _byAge = new(answers.Count);
        foreach (var mark in answers.OrderBy(mark => mark.At)) Add(mark.CommandKey, mark.Fingerprint, mark.At, Task.FromResult(AppendResult.Appended));
    }

    public Remembered? Find(string key) => _byKey.TryGetValue(key, out var found) ? found : null;

    /// <summary>A key belongs to the user who sent it: another user's equal key is another key.</summary>
    public static string Scoped(Caller caller) => $"{caller.UserId:N}/{caller.Key!.Value}";

    /// <summary>Whether one more of a user can be remembered; forgets what is old enough first.</summary>
    public bool HasRoom(Guid user, DateTimeOffset now)
    {
        while (_byAge.TryPeek(out var oldest) && now - oldest.At > Limits.IdempotencyMemory)
        {
            _byAge.Dequeue();
            _byKey.Remove(oldest.Key);
            _ofUser[UserOf(oldest.Key)]--;
        }
        return _byKey.Count < Limits.RememberedKeysMax && _ofUser.GetValueOrDefault(user) < Limits.RememberedKeysOfUserMax;
    }

    public void Add(string key, UInt128 fingerprint, DateTimeOffset at, Task<AppendResult> durable)
    {
        if (!_byKey.TryAdd(key, new Remembered(fingerprint, durable))) return;
        _byAge.Enqueue((key, at));
        CollectionsMarshal.GetValueRefOrAddDefault(_ofUser, UserOf(key), out _)++;
    }

    /// <summary>Nobody's, of a key that somebody else than the service has written.</summary>
    private static Guid UserOf(string key) => Guid.TryParseExact(key.AsSpan(0, Math.Max(key.IndexOf('/'), 0)), "N", out var user) ? user : default;
}

/// <param name="Durable">The append that keeps the answer.</param>
internal sealed record Remembered(UInt128 Fingerprint, Task<AppendResult> Durable);
