using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Periods.Access;

namespace Periods.Gateway.Access;

/// <summary>
/// <c>dz_</c>, then 48 bytes in base64url: 32 random bytes, and the business id, so that a token is looked up in its own business without a global index.
/// Knowing the business opens nothing; every request names it anyway.
/// </summary>
internal static class TokenSecret
{
    private const string Scheme = "dz_";
    private const int RandomBytes = 32;
    private const int Bytes = RandomBytes + 16;
    private const int PrefixLength = 10;
    private const int UsualLengthMax = 256;

    public static string New(Guid businessId)
    {
        Span<byte> bytes = stackalloc byte[Bytes];
        RandomNumberGenerator.Fill(bytes[..RandomBytes]);
        businessId.TryWriteBytes(bytes[RandomBytes..], bigEndian: true, out _);
        return Scheme + Base64Url.EncodeToString(bytes);
    }

    /// <summary>The business a well-formed secret belongs to; says nothing of whether the secret is valid.</summary>
    public static bool TryReadBusiness(ReadOnlySpan<char> secret, out Guid businessId)
    {
        Span<byte> bytes = stackalloc byte[Bytes];
        businessId = default;
        if (secret.Length != Scheme.Length + Bytes / 3 * 4 || !secret.StartsWith(Scheme, StringComparison.Ordinal)) return false;
        if (!Base64Url.TryDecodeFromChars(secret[Scheme.Length..], bytes, out var written) || written != Bytes) return false;
        businessId = new Guid(bytes[RandomBytes..], bigEndian: true);
        return true;
    }

    public static TokenHash Hash(string secret)
    {
        Span<byte> sha = stackalloc byte[SHA256.HashSizeInBytes];
        Sha256(secret, sha);
        return HashOf(sha);
    }

    /// <summary>What stands for a secret everywhere else: the first half of its SHA-256.</summary>
    public static TokenHash HashOf(ReadOnlySpan<byte> sha) => new(BinaryPrimitives.ReadUInt128BigEndian(sha));

    /// <summary>SHA-256 over the text in UTF-8, whatever a client presents as a secret.</summary>
    public static void Sha256(ReadOnlySpan<char> secret, Span<byte> sha)
    {
        var bytes = Encoding.UTF8.GetMaxByteCount(secret.Length) is var max && max <= UsualLengthMax ? stackalloc byte[UsualLengthMax] : new byte[max];
        SHA256.HashData(bytes[..Encoding.UTF8.GetBytes(secret, bytes)], sha);
    }

    /// <summary>What people recognise a token by: 42 of its 256 random bits.</summary>
    public static string Prefix(string secret) => secret[..PrefixLength];
}
