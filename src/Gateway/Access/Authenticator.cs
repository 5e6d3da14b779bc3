using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Periods.Access;

namespace Periods.Gateway.Access;

/// <summary>
/// Turns a credential into an identity, and believes it for <see cref="Limits.TokenBelief"/>, no longer than the token lasts. What it did not find it asks for again: a new
/// token works at once.
/// </summary>
/// <param name="operatorToken">The one there is: whoever has configured it has replaced the generated one. Null when that one was generated in an earlier run.</param>
internal sealed class Authenticator(IGrains grains, string? operatorToken, TimeProvider time)
{
    /// <summary>The operator's own users live where no business can be.</summary>
    public static readonly Guid OperatorHouse = Guid.Empty;

    private static readonly Identity Operator = new(Guid.Empty, User: null);

    private readonly ConcurrentDictionary<TokenHash, Belief> _believed = new();
    private readonly byte[]? _operatorHash = operatorToken is null ? null : SHA256.HashData(Encoding.UTF8.GetBytes(operatorToken));
    private long _forgotAt = long.MinValue;

    /// <summary>Which tokens were used, to be noted.</summary>
    public TokenUses Uses { get; } = new(grains, time);

    /// <summary>The identity, or null when nobody holds the credential, or <see cref="Outcome{T}.Refusal"/> when that cannot be found out now.</summary>
    public ValueTask<Outcome<Identity>> Identify(ReadOnlySpan<char> credential)
    {
        if (credential.IsEmpty) return default;
        Span<byte> sha = stackalloc byte[SHA256.HashSizeInBytes];
        TokenSecret.Sha256(credential, sha);
        if (_operatorHash is not null && CryptographicOperations.FixedTimeEquals(sha, _operatorHash)) return new(Operator);

        var hash = TokenSecret.HashOf(sha);
        if (_believed.TryGetValue(hash, out var belief) && time.GetElapsedTime(belief.Since) < belief.Lasts) return new(belief.Identity);
        if (!TokenSecret.TryReadBusiness(credential, out var businessId)) return default;
        return businessId == OperatorHouse && _operatorHash is not null ? default : Ask(businessId, hash);
    }

    /// <summary>A token of the business was taken back by way of this process: nothing is believed of its tokens any more, nor what is being asked just now.</summary>
    public void Forget(Guid businessId)
    {
        Volatile.Write(ref _forgotAt, time.GetTimestamp());
        foreach (var (hash, belief) in _believed)
            if (belief.Identity.User?.BusinessId == businessId) _believed.TryRemove(hash, out _);
    }

    private async ValueTask<Outcome<Identity>> Ask(Guid businessId, TokenHash hash)
    {
        var (asked, now) = (time.GetTimestamp(), time.GetUtcNow());
        var found = await grains.Users(businessId).Authenticate(hash);
        switch (found)
        {
            case { Value: { } principal }:
                var identity = new Identity(principal.TokenId, businessId == OperatorHouse ? null : principal.User);
                Believe(hash, new Belief(identity, asked, principal.ExpiresAt - now));
                if (!identity.IsOperator) Uses.Saw(businessId, new TokenUse(principal.TokenId, now));
                return identity;
            case { Refusal.Code: RefusalCode.UserNotFound }:
                return default;
            default:
                return found.Refusal!;
        }
    }

    private void Believe(TokenHash hash, Belief belief)
    {
        if (_believed.Count >= Limits.TokensBelievedMax) _believed.Clear();
        _believed[hash] = belief;
        // Whoever forgets writes the time first and looks for beliefs then: one of the two sees the other.
        if (Volatile.Read(ref _forgotAt) >= belief.Since) _believed.TryRemove(hash, out _);
    }

    /// <param name="Since">When it was asked for, not when it was answered: the answer is no newer than that.</param>
    private sealed record Belief(Identity Identity, long Since, TimeSpan Remaining)
    {
        public TimeSpan Lasts { get; } = Remaining < Limits.TokenBelief ? Remaining : Limits.TokenBelief;
    }
}
