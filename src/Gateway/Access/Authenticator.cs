using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Periods.Access;

namespace Periods.Gateway.Access;

/// <summary>Turns a credential into an identity, and believes it for <see cref="Limits.TokenBelief"/>. What it did not find it asks for again: a new token works at once.</summary>
/// <param name="operatorToken">From configuration; null when the operator uses a generated token.</param>
internal sealed class Authenticator(IGrains grains, string? operatorToken, TimeProvider time)
{
    /// <summary>The operator's own users live where no business can be.</summary>
    public static readonly Guid OperatorHouse = Guid.Empty;

    private static readonly Identity Operator = new(Guid.Empty, User: null);

    private readonly ConcurrentDictionary<TokenHash, Belief> _believed = new();
    private readonly byte[]? _operatorHash = operatorToken is null ? null : SHA256.HashData(Encoding.UTF8.GetBytes(operatorToken));

    /// <summary>The identity, or null when nobody holds the credential, or <see cref="Outcome{T}.Refusal"/> when that cannot be found out now.</summary>
    public ValueTask<Outcome<Identity>> Identify(ReadOnlySpan<char> credential)
    {
        if (credential.IsEmpty) return default;
        Span<byte> sha = stackalloc byte[SHA256.HashSizeInBytes];
        TokenSecret.Sha256(credential, sha);
        if (_operatorHash is not null && CryptographicOperations.FixedTimeEquals(sha, _operatorHash)) return new(Operator);

        var hash = TokenSecret.HashOf(sha);
        if (_believed.TryGetValue(hash, out var belief) && time.GetElapsedTime(belief.Since) < Limits.TokenBelief) return new(belief.Identity);
        return TokenSecret.TryReadBusiness(credential, out var businessId) ? Ask(businessId, hash) : default;
    }

    private async ValueTask<Outcome<Identity>> Ask(Guid businessId, TokenHash hash)
    {
        var asked = time.GetTimestamp();
        var found = await grains.Users(businessId).Authenticate(hash);
        return found switch
        {
            { Value: { } principal } => Believe(hash, asked, new Identity(principal.TokenId, businessId == OperatorHouse ? null : principal.User)),
            { Refusal.Code: RefusalCode.UserNotFound } => default,
            _ => found.Refusal!,
        };
    }

    private Identity Believe(TokenHash hash, long since, Identity identity)
    {
        if (_believed.Count >= Limits.TokensBelievedMax) _believed.Clear();
        _believed[hash] = new Belief(identity, since);
        return identity;
    }

    /// <param name="Since">When it was asked for, not when it was answered: the answer is no newer than that.</param>
    private sealed record Belief(Identity Identity, long Since);
}
