using System.Buffers.Binary;

namespace Periods.Faults.Running;

/// <summary>Where in a stream of bytes one message ends and the next begins, and which of them tell of new scores.</summary>
internal interface IFraming
{
    /// <summary>The length of the message that has begun, once that can be told.</summary>
    int? LengthOf(ReadOnlySpan<byte> begun, bool isFirst);

    bool IsNotice(ReadOnlySpan<byte> message);
}

/// <summary>What a PostgreSQL server sends: a letter, then a length that includes itself (protocol 3.0).</summary>
internal sealed class PostgresFraming : IFraming
{
    private const byte Notification = (byte)'A';

    public int? LengthOf(ReadOnlySpan<byte> begun, bool isFirst) => begun.Length < 5 ? null : 1 + BinaryPrimitives.ReadInt32BigEndian(begun[1..]);

    public bool IsNotice(ReadOnlySpan<byte> message) => message[0] == Notification;
}

/// <summary>
/// What Orleans' silos send each other: first who they are, after its length; then messages, each after the lengths of its header and its body. One that carries notices, into a
/// queue, out of it or to the grain, names their stream: its namespace, then its key, which is that of a score.
/// </summary>
internal sealed class OrleansFraming : IFraming
{
    public int? LengthOf(ReadOnlySpan<byte> begun, bool isFirst)
    {
        var prefix = isFirst ? 4 : 8;
        if (begun.Length < prefix) return null;
        return prefix + BinaryPrimitives.ReadInt32LittleEndian(begun) + (isFirst ? 0 : BinaryPrimitives.ReadInt32LittleEndian(begun[4..]));
    }

    public bool IsNotice(ReadOnlySpan<byte> message) => message.IndexOf("score-noticess:"u8) >= 0;
}
