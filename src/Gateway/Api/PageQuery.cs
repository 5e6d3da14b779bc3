using System.Buffers.Text;
using Periods.Gateway.Validation;

namespace Periods.Gateway.Api;

/// <summary>What every list of the Day Zero dialect takes: where to go on, how many at a time, and which way (contract §a.0).</summary>
internal readonly record struct PageQuery(string? Cursor, int Limit, bool Backwards)
{
    public const int CursorLengthMax = 200;
    private const int DefaultLimit = 50;

    private static readonly Choices<bool> Directions = new(("next", false), ("prev", true));

    /// <summary>In this order, which is the order of what is wrong in a 422.</summary>
    public static PageQuery Read(Input input) => new(
        input.QueryText("cursor", CursorLengthMax), input.QueryInt("limit", DefaultLimit, 1, Limits.PageSizeMax), input.QueryLiteral("direction", Directions) ?? false);

    /// <summary>Whether a cursor is exactly so many bytes in base64url; what they mean is the list's to say.</summary>
    public static bool TryDecode(string cursor, Span<byte> bytes) =>
        cursor.Length <= Base64Url.GetEncodedLength(bytes.Length) && Base64Url.IsValid(cursor)
        && Base64Url.TryDecodeFromChars(cursor, bytes, out var written) && written == bytes.Length;
}
