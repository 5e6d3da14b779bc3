using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Periods.Gateway.Validation;

namespace Periods.Gateway.Api;

/// <summary>The Idempotency-Key header (draft-ietf-httpapi-idempotency-key-header-07): one string of RFC 9651, quoted; unquoted is taken, too.</summary>
internal static class CommandKeys
{
    private const string Header = "idempotency-key";
    private static readonly Fault NotOneString = Faults.OfValue("A key is one string, quoted as RFC 9651 has it, or bare, in ASCII");
    private static readonly Fault Reuse = new("idempotency_key_reuse", "The idempotency key was used with another request");

    public static CommandKey? Read(HttpContext http, Input input)
    {
        if (input.HeaderText(Header, Limits.RequestHeadersBytesMax) is not { } sent) return null;
        var key = http.Request.Headers[Header].Count == 1 ? Unquoted(sent) : null;
        // What counts is the key, without what is around it.
        var fault = key is null ? NotOneString : new TextRule(1, Limits.IdempotencyKeyLengthMax).Read(new Sent(key)).Fault;
        if (fault is not null) input.Refuse(new Problem(Location.Header(Header), fault, new Sent(sent)));
        return new CommandKey(key ?? "", Fingerprint(http.Request, input.BodyBytes.Span));
    }

    public static Problem Reused(HttpContext http) => new(Location.Header(Header), Reuse, new Sent(http.Request.Headers[Header].ToString()));

    /// <summary>What stands between the quotes; null when the quoting is wrong, or when it is no ASCII, which everybody reads in the same way.</summary>
    private static string? Unquoted(string sent)
    {
        if (sent.AsSpan().ContainsAnyExceptInRange(' ', '~')) return null;
        if (sent is not ['"', ..]) return sent;
        if (sent is not ['"', .. var quoted, '"']) return null;
        if (quoted.AsSpan().IndexOfAny('\\', '"') < 0) return quoted;

        var key = new StringBuilder(quoted.Length);
        for (var i = 0; i < quoted.Length; i++)
        {
            if (quoted[i] == '"') return null;
            if (quoted[i] == '\\' && (++i == quoted.Length || quoted[i] is not ('"' or '\\'))) return null;
            key.Append(quoted[i]);
        }
        return key.ToString();
    }

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
