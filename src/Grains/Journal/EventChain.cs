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
    /// Of an event with a context also token id, time of order (0 for none), request id and what it replaced, the last two behind their lengths; of one with an address or a stated
    /// e-mail address also those two, each behind its length. Without them the hash is the one of events that were written before there were any.
    /// </summary>
    public static byte[] Hash(
        EntityKey key, long version, string type, DateTimeOffset at, Guid actor, string? commandId, ReadOnlySpan<byte> data, byte[] previous, EventContext context = default)
    {
        var length = FixedBytes + LengthMax(type) + LengthMax(commandId) + data.Length + LengthMax(context);
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
        written += Bytes(buffer[written..], data);
        if (!context.IsNone) written += Context(buffer[written..], context);

        var hash = SHA256.HashData(buffer[..written]);
        if (rented is not null) ArrayPool<byte>.Shared.Return(rented);
        return hash;
    }

    /// <summary>Whether an event is what its writer made of it, and follows the given head.</summary>
    public static bool Follows(EntityKey key, EntityHead head, JournalEvent e) =>
        e.Version == head.Version + 1
        && e.Hash.AsSpan().SequenceEqual(Hash(key, e.Version, e.Type, e.At, e.Actor, e.CommandId, e.Data, head.Hash, e.Context));

    private static int LengthMax(EventContext context) =>
        context.IsNone ? 0 : 16 + 8 + 4 * 4 + LengthMax(context.Origin.RequestId) + LengthMax(context.Origin.Address) + LengthMax(context.Origin.StatedEmail) + (context.Replaced?.Length ?? 0);

    private static int LengthMax(string? text) => Encoding.UTF8.GetMaxByteCount(text?.Length ?? 0);

    private static int Context(Span<byte> target, EventContext context)
    {
        var origin = context.Origin;
        origin.TokenId.GetValueOrDefault().TryWriteBytes(target, bigEndian: true, out _);
        BinaryPrimitives.WriteInt64BigEndian(target[16..], context.OrderedAt is { } at ? Microseconds.Of(at) : 0);
        var written = 24;
        written += Text(target[written..], origin.RequestId ?? "");
        written += Bytes(target[written..], context.Replaced);
        if (origin is { Address: null, StatedEmail: null }) return written;
        written += Text(target[written..], origin.Address ?? "");
        return written + Text(target[written..], origin.StatedEmail ?? "");
    }

    private static int Bytes(Span<byte> target, ReadOnlySpan<byte> bytes)
    {
        BinaryPrimitives.WriteInt32BigEndian(target, bytes.Length);
        bytes.CopyTo(target[4..]);
        return 4 + bytes.Length;
    }

    private static int Text(Span<byte> target, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text, target[4..]);
        BinaryPrimitives.WriteInt32BigEndian(target, bytes);
        return 4 + bytes;
    }
}
