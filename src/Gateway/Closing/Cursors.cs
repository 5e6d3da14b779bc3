using System.Buffers.Binary;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using Periods.Businesses;
using Periods.Closing;
using Periods.Gateway.Api;

namespace Periods.Gateway.Closing;

/// <summary>Cursors of the period lists: 26 bytes in base64url, tied to the sort order they were made for. Where a list has no direction of its own, they carry it.</summary>
internal static class Cursors
{
    private const int Bytes = 1 + 1 + 8 + 16;
    private const int Descending = 1, Backwards = 2;

    public static string Write(PeriodView period, PeriodSort sort, bool descending, bool backwards = false)
    {
        Span<byte> bytes = stackalloc byte[Bytes];
        bytes[0] = (byte)sort;
        bytes[1] = (byte)((descending ? Descending : 0) | (backwards ? Backwards : 0));
        var place = PeriodCursor.Of(period, sort);
        BinaryPrimitives.WriteInt64BigEndian(bytes[2..], place.Value);
        place.Id.TryWriteBytes(bytes[10..], bigEndian: true, out _);
        return Base64Url.EncodeToString(bytes);
    }

    public static bool TryRead(string cursor, PeriodSort sort, bool descending, [NotNullWhen(true)] out PeriodCursor? place, out bool backwards)
    {
        Span<byte> bytes = stackalloc byte[Bytes];
        (place, backwards) = (null, false);
        if (!PageQuery.TryDecode(cursor, bytes)) return false;
        if (bytes[0] != (byte)sort || (bytes[1] & ~Backwards) != (descending ? Descending : 0)) return false;
        backwards = (bytes[1] & Backwards) != 0;
        place = new PeriodCursor(BinaryPrimitives.ReadInt64BigEndian(bytes[2..]), new Guid(bytes[10..], bigEndian: true));
        return true;
    }
}
