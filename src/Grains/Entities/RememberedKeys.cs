using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Periods.Grains.Journal;

namespace Periods.Grains.Entities;

/// <summary>
/// The command keys an entity has answered, for at least <see cref="Limits.IdempotencyMemory"/>. Keys and replies are in the journal; here a key is the half of its SHA-256,
/// for clients choose how long it is.
/// </summary>
internal sealed class RememberedKeys
{
    private readonly Dictionary<UInt128, Remembered> _byKey;
    private readonly Queue<(UInt128 Key, Guid User, DateTimeOffset At)> _byAge;
    private readonly Queue<UInt128> _underWay = new();
    private readonly Dictionary<Guid, int> _ofUser = [];

    public RememberedKeys(IReadOnlyList<AnswerMark> answers)
    {
        (_byKey, _byAge) = (new(answers.Count), new(answers.Count));
        foreach (var mark in answers.OrderBy(mark => mark.At)) Add(mark.CommandKey, mark.Fingerprint, mark.At, Entity.Settled);
    }

    public int Count => _byKey.Count;

    public Remembered? Find(string key) => _byKey.TryGetValue(Digest(key), out var found) ? found : null;

    /// <summary>A key belongs to the user who sent it: another user's equal key is another key.</summary>
    public static string Scoped(Caller caller) => $"{caller.UserId:N}/{caller.Key!.Value}";

    /// <summary>Whether one more of a user can be remembered; forgets what is old enough first.</summary>
    public bool HasRoom(Guid user, DateTimeOffset now)
    {
        while (_byAge.TryPeek(out var oldest) && now - oldest.At > Limits.IdempotencyMemory)
        {
            _byAge.Dequeue();
            _byKey.Remove(oldest.Key);
            _ofUser[oldest.User]--;
        }
        return _byKey.Count < Limits.RememberedKeysMax && _ofUser.GetValueOrDefault(user) < Limits.RememberedKeysOfUserMax;
    }

    public void Add(string key, UInt128 fingerprint, DateTimeOffset at, Task<AppendResult> durable)
    {
        LetGoOfAppends();
        var (digest, user) = (Digest(key), UserOf(key));
        if (!_byKey.TryAdd(digest, new Remembered(fingerprint, durable))) return;
        _byAge.Enqueue((digest, user, at));
        if (durable != Entity.Settled) _underWay.Enqueue(digest);
        CollectionsMarshal.GetValueRefOrAddDefault(_ofUser, user, out _)++;
    }

    /// <summary>Of an append that is durable nothing is kept: a day's keys would hold a task each.</summary>
    private void LetGoOfAppends()
    {
        while (_underWay.TryPeek(out var digest))
        {
            ref var known = ref CollectionsMarshal.GetValueRefOrNullRef(_byKey, digest);
            if (!Unsafe.IsNullRef(ref known))
            {
                if (known.Durable is not { IsCompletedSuccessfully: true, Result: AppendResult.Appended }) return;
                known = known with { Durable = Entity.Settled };
            }
            _underWay.Dequeue();
        }
    }

    private static UInt128 Digest(string key)
    {
        Span<byte> sha = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(MemoryMarshal.AsBytes(key.AsSpan()), sha);
        return BinaryPrimitives.ReadUInt128BigEndian(sha);
    }

    /// <summary>Nobody's, of a key that somebody else than the service has written.</summary>
    private static Guid UserOf(string key) => Guid.TryParseExact(key.AsSpan(0, Math.Max(key.IndexOf('/'), 0)), "N", out var user) ? user : default;
}

/// <param name="Durable">The append that keeps the answer.</param>
internal readonly record struct Remembered(UInt128 Fingerprint, Task<AppendResult> Durable);
