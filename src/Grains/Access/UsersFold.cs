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
        TokenIssued e => users with
        {
            TokensByHash = users.TokensByHash.Add(
                e.Hash, new TokenView(e.TokenId, users.BusinessId, e.UserId, e.Name, e.Description, e.Prefix, stamp.At, e.ExpiresAt)),
        },
        _ => throw new ArgumentOutOfRangeException(nameof(happened), happened.GetType().Name, "A user event that does not fold"),
    };
}
