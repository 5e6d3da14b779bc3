namespace Periods.Grains.Access;

/// <summary>Who belongs to a business, and which tokens speak for them.</summary>
public static class UserRules
{
    public static Decision<UserEvent> AddUser(UsersState users, AddUser command, Stamp stamp)
    {
        if (!MayHandOut(users, stamp.Actor, command.Role)) return RefusalCode.NotPermitted;
        if (users.Users.ContainsKey(command.UserId)) return RefusalCode.MemberExists;
        if (users.Users.Values.Any(u => string.Equals(u.Email, command.Email, StringComparison.OrdinalIgnoreCase))) return RefusalCode.MemberExists;
        if (users.Users.Count >= Limits.MembersPerBusinessMax) return RefusalCode.TooManyMembers;
        return new UserAdded(command.UserId, command.Email, command.FirstName, command.LastName, command.Role);
    }

    public static Decision<UserEvent> IssueToken(UsersState users, IssueToken command, Stamp stamp)
    {
        if (!users.Users.TryGetValue(command.UserId, out var user)) return RefusalCode.UserNotFound;
        if (!MayHandOut(users, stamp.Actor, user.Role)) return RefusalCode.NotPermitted;
        if (users.TokensByHash.ContainsKey(command.Hash.ToString())) return Decision<UserEvent>.AlreadyDone;
        if (users.ActiveTokens(command.UserId, stamp.At) >= Limits.ActiveTokensPerUserMax) return RefusalCode.TooManyTokens;
        return new TokenIssued(
            command.TokenId, command.UserId, command.Name, command.Description, command.Prefix, command.Hash.ToString(), stamp.At.AddDays(command.ExpiresInDays));
    }

    /// <summary>Nobody hands out more than they have; the operator (no user of the business) may hand out anything.</summary>
    private static bool MayHandOut(UsersState users, Guid actor, BusinessRole role) =>
        actor == Guid.Empty || users.Users.TryGetValue(actor, out var user) && user.Role >= role;
}
