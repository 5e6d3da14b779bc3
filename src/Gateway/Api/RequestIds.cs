using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;

namespace Periods.Gateway.Api;

/// <summary>
/// Every request has an id, the client's <c>x-request-id</c> or one of ours, which is answered in the same header and recorded with what the request changed.
/// It is for finding a request again; nothing is decided on it.
/// </summary>
internal static class RequestIds
{
    private const string Header = "x-request-id";

    private static readonly SearchValues<char> Taken = SearchValues.Create("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_.:/=+@");

    public static Task Assign(HttpContext http, RequestDelegate next)
    {
        http.TraceIdentifier = http.Request.Headers[Header] is [{ } given, ..] && IsWellFormed(given) ? given : New();
        http.Response.Headers[Header] = http.TraceIdentifier;
        return next(http);
    }

    private static bool IsWellFormed(string id) => id.Length is > 0 and <= Limits.RequestIdLengthMax && !id.AsSpan().ContainsAnyExcept(Taken);

    /// <summary>64 random bits in 11 characters: every event carries them.</summary>
    private static string New()
    {
        Span<byte> bits = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(bits, Random.Shared.NextInt64());
        return Base64Url.EncodeToString(bits);
    }
}
