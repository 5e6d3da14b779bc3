namespace Periods.Grains.Access;

/// <summary>How the users of a business follow from their events.</summary>
public static class UsersFold
{
    public static UsersState Evolve(UsersState users, UserEvent happened, EventStamp stamp) => happened switch
    {
        UserAdded e => users with
        {
            Users = users.Users.Add(e.UserId, new UserView(e.UserId, users.BusinessId, e.Email, e.FirstName, e.LastName, e.Role, stamp.At)),
        },
        TokenIssued e => ForgetEnded(users, e.UserId, stamp.At).With(
            e.Hash, new TokenView(e.TokenId, users.BusinessId, e.UserId, e.Name, e.Description, e.Prefix, stamp.At, e.ExpiresAt)),
        TokenRevoked e => Change(users, e.TokenId, token => token with { RevokedAt = stamp.At, RevocationReason = e.Reason }),
        TokenUsed e => Change(users, e.TokenId, token => token with { LastUsedAt = e.At }),
        _ => throw new ArgumentOutOfRangeException(nameof(happened), happened.GetType().Name, "A user event that does not fold"),
    };

    private static UsersState Change(UsersState users, Guid tokenId, Func<TokenView, TokenView> change) =>
        users.With(users.HashesByToken[tokenId], change(users.Token(tokenId)!));

    /// <summary>Keeps the newest of a user's tokens that can no longer be used, and of the business's: whoever issues and revokes for ever does not grow the state.</summary>
    private static UsersState ForgetEnded(UsersState users, Guid userId, DateTimeOffset at)
    {
        TokenView[] ended = [.. users.TokensByHash.Values.Where(token => !token.IsActiveAt(at)).Order(TokenPages.NewestFirst)];
        return users.Without(
            [.. ended.Where(token => token.UserId == userId).Skip(Limits.EndedTokensKeptPerUser).Union(ended.Skip(Limits.EndedTokensKept))]);
    }
}
