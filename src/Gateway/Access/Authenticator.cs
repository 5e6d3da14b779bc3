using System.Security.Cryptography;
using System.Text;

namespace Periods.Gateway.Access;

/// <summary>Turns a credential into an identity.</summary>
/// <param name="operatorToken">From configuration; null when the operator uses a generated token.</param>
internal sealed class Authenticator(IGrains grains, string? operatorToken)
{
    /// <summary>The operator's own users live where no business can be.</summary>
    public static readonly Guid OperatorHouse = Guid.Empty;

    private readonly byte[]? _operatorHash = operatorToken is null ? null : SHA256.HashData(Encoding.UTF8.GetBytes(operatorToken));

    /// <summary>The identity, or null when nobody holds the credential, or <see cref="Outcome{T}.Refusal"/> when that cannot be found out now.</summary>
    public async ValueTask<Outcome<Identity>> Identify(string? credential)
    {
        if (string.IsNullOrEmpty(credential)) return default;
        if (IsOperatorToken(credential)) return new Identity(Guid.Empty, User: null);
        if (!TokenSecret.TryReadBusiness(credential, out var businessId)) return default;

        var found = await grains.Users(businessId).Authenticate(TokenSecret.Hash(credential));
        return found switch
        {
            { Value: { } principal } => new Identity(principal.TokenId, businessId == OperatorHouse ? null : principal.User),
            { Refusal.Code: RefusalCode.UserNotFound } => default,
            _ => found.Refusal!,
        };
    }

    private bool IsOperatorToken(string credential) => _operatorHash is not null
        && CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(credential)), _operatorHash);
}
