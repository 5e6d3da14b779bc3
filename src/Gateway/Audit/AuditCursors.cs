using System.Buffers.Binary;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using Periods.Audit;
using Periods.Gateway.Api;

namespace Periods.Gateway.Audit;

/// <summary>Cursors of the audit log: 34 bytes in base64url, tied to the sort order they were made for.</summary>
internal static class AuditCursors
{
    private const int Bytes = 1 + 1 + 8 + 8 + 16;

    [return: NotNullIfNotNull(nameof(place))]
    public static string? Write(AuditPlace? place, bool descending)
    {
        if (place is null) return null;
        Span<byte> bytes = stackalloc byte[Bytes];
        bytes[0] = descending ? (byte)1 : (byte)0;
        bytes[1] = (byte)place.Key.Kind;
        BinaryPrimitives.WriteInt64BigEndian(bytes[2..], place.OrderedAt.UtcTicks);
        BinaryPrimitives.WriteInt64BigEndian(bytes[10..], place.Version);
        place.Key.Period.TryWriteBytes(bytes[18..], bigEndian: true, out _);
        return Base64Url.EncodeToString(bytes);
    }

    /// <param name="businessId">Whose log it is: not part of the cursor, so that no cursor opens another one.</param>
    public static bool TryRead(string cursor, Guid businessId, bool descending, [NotNullWhen(true)] out AuditPlace? place)
    {
        Span<byte> bytes = stackalloc byte[Bytes];
        place = null;
        if (!PageQuery.TryDecode(cursor, bytes)) return false;
        var (ticks, version) = (BinaryPrimitives.ReadInt64BigEndian(bytes[2..]), BinaryPrimitives.ReadInt64BigEndian(bytes[10..]));
        if (bytes[0] != (descending ? 1 : 0) || ticks < 0 || ticks > DateTimeOffset.MaxValue.Ticks || version < 0) return false;
        place = new AuditPlace(new DateTimeOffset(ticks, TimeSpan.Zero), new EntityKey((char)bytes[1], businessId, new Guid(bytes[18..], bigEndian: true)), version);
        return true;
    }
}
