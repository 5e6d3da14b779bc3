using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Periods.Grains.Journal;

/// <summary>The hash chain of an entity's events: editing, dropping or moving a row breaks it at that row.</summary>
public static class EventChain
{
    /// <summary>What stands for the hash before the first event.</summary>
    public static readonly byte[] Genesis = new byte[32];

    private const int FixedBytes = 1 + 32 + 8 + 8 + 16 + 32 + 3 * 4;

    /// <summary>
    /// SHA-256 over, in this order: kind letter, business id, period id, version, time (microseconds since 1970), actor, previous hash,
    /// then type, command id and data, each behind its length in bytes. Integers big-endian, ids in their text's byte order.
    /// </summary>
    public static byte[] Hash(EntityKey key, long version, string type, DateTimeOffset at, Guid actor, string? commandId, ReadOnlySpan<byte> data, byte[] previous)
    {
        var length = FixedBytes + Encoding.UTF8.GetMaxByteCount(type.Length) + Encoding.UTF8.GetMaxByteCount(commandId?.Length ?? 0) + data.Length;
        byte[]? rented = null;
        var buffer = length <= 1024 ? stackalloc byte[1024] : rented = ArrayPool<byte>.Shared.Rent(length);
        buffer[0] = (byte)key.Kind;
        key.Business.TryWriteBytes(buffer[1..], bigEndian: true, out _);
        key.Period.TryWriteBytes(buffer[17..], bigEndian: true, out _);
        BinaryPrimitives.WriteInt64BigEndian(buffer[33..], version);
        BinaryPrimitives.WriteInt64BigEndian(buffer[41..], Microseconds.Of(at));
        actor.TryWriteBytes(buffer[49..], bigEndian: true, out _);
        previous.CopyTo(buffer[65..]);
        var written = 97;
        written += Text(buffer[written..], type);
        written += Text(buffer[written..], commandId ?? "");
        BinaryPrimitives.WriteInt32BigEndian(buffer[written..], data.Length);
        data.CopyTo(buffer[(written + 4)..]);
        written += 4 + data.Length;

        var hash = SHA256.HashData(buffer[..written]);
        if (rented is not null) ArrayPool<byte>.Shared.Return(rented);
        return hash;
    }

    /// <summary>Whether an event is what its writer made of it, and follows the given head.</summary>
    public static bool Follows(EntityKey key, EntityHead head, JournalEvent e) =>
        e.Version == head.Version + 1
        && e.Hash.AsSpan().SequenceEqual(Hash(key, e.Version, e.Type, e.At, e.Actor, e.CommandId, e.Data, head.Hash));

    private static int Text(Span<byte> target, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text, target[4..]);
        BinaryPrimitives.WriteInt32BigEndian(target, bytes);
        return 4 + bytes;
    }
}
