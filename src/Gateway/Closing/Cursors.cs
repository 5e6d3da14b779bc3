using System.Buffers.Binary;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using Periods.Businesses;
using Periods.Closing;

namespace Periods.Gateway.Closing;

/// <summary>Cursors of the period list: 26 bytes in base64url, tied to the sort order they were made for.</summary>
internal static class Cursors
{
    private const int Bytes = 1 + 1 + 8 + 16;

    public static string Write(PeriodView period, PeriodSort sort, bool descending)
    {
        Span<byte> bytes = stackalloc byte[Bytes];
        bytes[0] = (byte)sort;
        bytes[1] = descending ? (byte)1 : (byte)0;
        var place = PeriodCursor.Of(period, sort);
        BinaryPrimitives.WriteInt64BigEndian(bytes[2..], place.Value);
        place.Id.TryWriteBytes(bytes[10..], bigEndian: true, out _);
        return Base64Url.EncodeToString(bytes);
    }

    public static bool TryRead(string cursor, PeriodSort sort, bool descending, [NotNullWhen(true)] out PeriodCursor? place)
    {
        Span<byte> bytes = stackalloc byte[Bytes];
        place = null;
        if (cursor.Length > Base64Url.GetEncodedLength(Bytes) || !Base64Url.IsValid(cursor)) return false;
        if (!Base64Url.TryDecodeFromChars(cursor, bytes, out var written) || written != Bytes) return false;
        if (bytes[0] != (byte)sort || bytes[1] != (descending ? 1 : 0)) return false;
        place = new PeriodCursor(BinaryPrimitives.ReadInt64BigEndian(bytes[2..]), new Guid(bytes[10..], bigEndian: true));
        return true;
    }
}
