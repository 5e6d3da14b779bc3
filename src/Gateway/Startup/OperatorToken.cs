using Periods.Access;
using Periods.Gateway.Access;

namespace Periods.Gateway.Startup;

/// <summary>The operator's token on an empty store that was not given one: recorded like any other token, only as a hash.</summary>
internal static class OperatorToken
{
    /// <summary>It is replaced by configuring another, and does not lapse in the meantime.</summary>
    private const int Days = 36_500;

    public static async Task<string> Generate(IGrains grains)
    {
        var users = grains.Users(Authenticator.OperatorHouse);
        var caller = new Caller(Authenticator.OperatorHouse, Guid.Empty);
        var user = Guid.NewGuid();
        var secret = TokenSecret.New(Authenticator.OperatorHouse);
        Require(await users.AddUser(new AddUser(caller, user, "operator@localhost", "The", "Operator", BusinessRole.Owner)));
        Require(await users.IssueToken(new IssueToken(
            caller, Guid.NewGuid(), user, "operator", "Generated on an empty store", Days, TokenSecret.Hash(secret), TokenSecret.Prefix(secret))));
        return secret;
    }

    private static void Require<T>(Outcome<T> outcome)
        where T : class
    {
        if (outcome.Refusal is { } refusal) throw new StartupException($"The operator token cannot be recorded: {refusal.Code}.");
    }
}
