using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Periods.Access;

namespace Periods.Gateway.Access;

/// <summary>
/// <c>dz_</c>, then 48 bytes in base64url: the business id, so that a token is looked up in its own business without a global index, and 32 random bytes.
/// Knowing the business opens nothing; every request names it anyway.
/// </summary>
internal static class TokenSecret
{
    private const string Scheme = "dz_";
    private const int Bytes = 16 + 32;
    private const int PrefixLength = 10;

    public static string New(Guid businessId)
    {
        Span<byte> bytes = stackalloc byte[Bytes];
        businessId.TryWriteBytes(bytes, bigEndian: true, out _);
        RandomNumberGenerator.Fill(bytes[16..]);
        return Scheme + Base64Url.EncodeToString(bytes);
    }

    /// <summary>The business a well-formed secret belongs to; says nothing of whether the secret is valid.</summary>
    public static bool TryReadBusiness(string secret, out Guid businessId)
    {
        Span<byte> bytes = stackalloc byte[Bytes];
        businessId = default;
        if (secret.Length != Scheme.Length + Bytes / 3 * 4 || !secret.StartsWith(Scheme, StringComparison.Ordinal)) return false;
        if (!Base64Url.TryDecodeFromChars(secret.AsSpan(Scheme.Length), bytes, out var written) || written != Bytes) return false;
        businessId = new Guid(bytes[..16], bigEndian: true);
        return true;
    }

    public static TokenHash Hash(string secret)
    {
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(Encoding.UTF8.GetBytes(secret), hash);
        return new TokenHash(BinaryPrimitives.ReadUInt128BigEndian(hash));
    }

    /// <summary>What people recognise a token by: nothing of its random part.</summary>
    public static string Prefix(string secret) => secret[..PrefixLength];
}
