using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Periods.Gateway.Validation;

namespace Periods.Gateway.Api;

/// <summary>The Idempotency-Key header (draft-ietf-httpapi-idempotency-key-header-07): a quoted string; unquoted is taken, too.</summary>
internal static class CommandKeys
{
    private const string Header = "idempotency-key";
    private static readonly Fault Empty = new("string_too_short", "String should have at least 1 character", new ContextEntry("min_length", 1));
    private static readonly Fault Reuse = new("idempotency_key_reuse", "The idempotency key was used with another request");

    public static CommandKey? Read(HttpContext http, Input input)
    {
        if (input.HeaderText(Header, Limits.IdempotencyKeyLengthMax) is not { } sent) return null;
        var key = sent is ['"', .. var quoted, '"'] ? quoted : sent;
        if (key.Length == 0) input.Refuse(new Problem(Location.Header(Header), Empty, new Sent(sent)));
        return new CommandKey(key, Fingerprint(http.Request, input.BodyBytes.Span));
    }

    public static Problem Reused(HttpContext http) => new(Location.Header(Header), Reuse, new Sent(http.Request.Headers[Header].ToString()));

    private static UInt128 Fingerprint(HttpRequest request, ReadOnlySpan<byte> body)
    {
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        sha.AppendData(Encoding.UTF8.GetBytes($"{request.Method} {request.Path}{request.QueryString}\n"));
        sha.AppendData(body);
        Span<byte> hash = stackalloc byte[32];
        sha.GetHashAndReset(hash);
        return BinaryPrimitives.ReadUInt128BigEndian(hash);
    }
}
