using System.Security.Cryptography;
using System.Text;

namespace Periods;

/// <summary>Who sends a command, on behalf of which business, and how a retry of it is recognised.</summary>
/// <param name="BusinessId">The business of the token, equal to the business the request named.</param>
/// <param name="UserId">The acting user; <see cref="Guid.Empty"/> for the operator.</param>
/// <param name="Key">From the Idempotency-Key header; null when the client sent none.</param>
public readonly record struct Caller(Guid BusinessId, Guid UserId, CommandKey? Key = null);

/// <summary>The key a client gave a command, with a fingerprint of what it asked for.</summary>
/// <param name="Value">1 to <see cref="Limits.IdempotencyKeyLengthMax"/> characters, unquoted.</param>
/// <param name="Fingerprint">The first 16 bytes of SHA-256 over method, path and body.</param>
public sealed record CommandKey(string Value, UInt128 Fingerprint)
{
    /// <summary>An id that the same key always gives (UUID version 8, from SHA-256): for commands that create what they are addressed to.</summary>
    public Guid ToId()
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(Value));
        hash[6] = (byte)(hash[6] & 0x0F | 0x80);
        hash[8] = (byte)(hash[8] & 0x3F | 0x80);
        return new Guid(hash.AsSpan(0, 16), bigEndian: true);
    }
}

/// <summary>A request that changes something. With a key it may be sent again; every other request may be anyway.</summary>
public interface ICommand
{
    Caller Caller { get; }
}
