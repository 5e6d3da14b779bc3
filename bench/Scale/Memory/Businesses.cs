using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Periods.Scale.Memory;

/// <summary>What a month has seen before it lies idle.</summary>
internal enum Months
{
    /// <summary>Created, nothing else.</summary>
    Opened,

    /// <summary>Inputs reported, all five steps acknowledged, signed by two people with a note each, closed.</summary>
    Worked,
}

/// <summary>The ids of the run: the same in every process, spread like random ones.</summary>
internal static class Businesses
{
    public const int PeriodsEach = 12;

    public static readonly Guid Preparer = Id('u', 1, 0), Reviewer = Id('u', 2, 0);

    public static Guid Business(int business) => Id('b', business, 0);

    public static Guid Period(int business, int month) => Id('p', business, month);

    public static Guid Ack(int business, int month, int step) => Id('a', business, month * 16 + step);

    public static Guid SignOff(int business, int month, int signer) => Id('s', business, month * 16 + signer);

    public static DateOnly Start(int month) => new(2025, month + 1, 1);

    public static DateOnly End(int month) => Start(month).AddMonths(1).AddDays(-1);

    private static Guid Id(char kind, int first, int second)
    {
        Span<byte> text = stackalloc byte[9];
        text[0] = (byte)kind;
        BinaryPrimitives.WriteInt32BigEndian(text[1..], first);
        BinaryPrimitives.WriteInt32BigEndian(text[5..], second);
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(text, hash);
        return new Guid(hash[..16]);
    }
}
