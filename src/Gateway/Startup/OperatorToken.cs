using Periods.Access;
using Periods.Gateway.Access;

namespace Periods.Gateway.Startup;

/// <summary>The operator's token on an empty store that was not given one: recorded like any other token, only as a hash.</summary>
internal static class OperatorToken
{
    /// <summary>It is replaced by configuring another, and does not lapse in the meantime.</summary>
    private const int Days = 36_500;

    /// <summary>The secret; null when another silo that found the store empty, too, was first: that one shows its own.</summary>
    public static async Task<string?> Generate(IGrains grains)
    {
        var caller = new Caller(Authenticator.OperatorHouse, Guid.Empty);
        var user = Guid.NewGuid();
        var secret = TokenSecret.New(Authenticator.OperatorHouse);
        var (_, refusal) = await grains.Users(Authenticator.OperatorHouse).AddFirstUser(new AddFirstUser(
            caller,
            new AddUser(caller, user, "operator@localhost", "The", "Operator", BusinessRole.Owner),
            new IssueToken(caller, Guid.NewGuid(), user, "operator", "Generated on an empty store", Days, TokenSecret.Hash(secret), TokenSecret.Prefix(secret))));
        return refusal switch
        {
            null => secret,
            { Code: RefusalCode.MemberExists } => null,
            _ => throw new StartupException($"The operator token cannot be recorded: {refusal.Code}."),
        };
    }
}
