namespace Periods;

/// <summary>Who sends a command, on behalf of which business, and how a retry of it is recognised.</summary>
/// <param name="BusinessId">The business of the token, equal to the business the request named.</param>
/// <param name="UserId">The acting user; <see cref="Guid.Empty"/> for the operator.</param>
/// <param name="Key">From the Idempotency-Key header; null when the client sent none.</param>
public readonly record struct Caller(Guid BusinessId, Guid UserId, CommandKey? Key = null, Origin Origin = default);

/// <summary>How a command reached the service: recorded with what it changes.</summary>
/// <param name="TokenId">The token that spoke for the caller; null for the operator's configured one.</param>
/// <param name="RequestId">The client's, or the gateway's.</param>
/// <param name="Address">The IP address it came from; null where addresses are not recorded.</param>
/// <param name="StatedEmail">For whom the client said that it sends it, in <c>x-user-email</c>: nobody checked that. Null when it did not say.</param>
public readonly record struct Origin(Guid? TokenId, string? RequestId, string? Address = null, string? StatedEmail = null);

/// <summary>The key a client gave a command, with a fingerprint of what it asked for.</summary>
/// <param name="Value">1 to <see cref="Limits.IdempotencyKeyLengthMax"/> characters, unquoted.</param>
/// <param name="Fingerprint">The first 16 bytes of SHA-256 over method, path and body.</param>
public sealed record CommandKey(string Value, UInt128 Fingerprint);

/// <summary>A request that changes something. With a key it may be sent again; every other request may be anyway.</summary>
public interface ICommand
{
    Caller Caller { get; }
}
