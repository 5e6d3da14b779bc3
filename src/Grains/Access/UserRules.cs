namespace Periods.Grains.Access;

/// <summary>Who belongs to a business, and which tokens speak for them.</summary>
public static class UserRules
{
    public static Decision<UserEvent> AddUser(UsersState users, AddUser command, Stamp stamp)
    {
        // The nil id is the operator's: a user who had it would be taken for the operator.
        if (command.UserId == Guid.Empty || !MayHandOut(users, stamp.Actor, command.Role)) return RefusalCode.NotPermitted;
        if (users.Users.ContainsKey(command.UserId)) return RefusalCode.MemberExists;
        if (users.Users.Values.Any(u => string.Equals(u.Email, command.Email, StringComparison.OrdinalIgnoreCase))) return RefusalCode.MemberExists;
        if (users.Users.Count >= Limits.MembersPerBusinessMax || users.Weight(stamp.At) >= Limits.UsersWeightMax) return RefusalCode.TooManyMembers;
        return Added(command);
    }

    public static Decision<UserEvent> AddFirstUser(UsersState users, AddFirstUser command, Stamp stamp)
    {
        if (!MayHandOut(users, stamp.Actor, command.User.Role)) return RefusalCode.NotPermitted;
        if (!users.Users.IsEmpty) return RefusalCode.MemberExists;
        return new([Added(command.User), Issued(command.Token, stamp)], null);
    }

    public static Decision<UserEvent> IssueToken(UsersState users, IssueToken command, Stamp stamp)
    {
        if (!users.Users.TryGetValue(command.UserId, out var user)) return RefusalCode.UserNotFound;
        if (!MayHandOut(users, stamp.Actor, user.Role)) return RefusalCode.NotPermitted;
        if (users.TokensByHash.ContainsKey(command.Hash.ToString())) return Decision<UserEvent>.AlreadyDone;
        if (users.ActiveTokens(command.UserId, stamp.At) >= Limits.ActiveTokensPerUserMax || users.Weight(stamp.At) >= Limits.UsersWeightMax) return RefusalCode.TooManyTokens;
        return Issued(command, stamp);
    }

    /// <summary>Whoever may not see a token is told what is told of one that never was.</summary>
    public static Decision<UserEvent> RevokeToken(UsersState users, RevokeToken command, Stamp stamp)
    {
        if (users.Token(command.TokenId) is not { } token || !MaySee(users, stamp.Actor, token)) return RefusalCode.TokenNotFound;
        if (!MayHandOut(users, stamp.Actor, users.Users[token.UserId].Role)) return RefusalCode.NotPermitted;
        return token.RevokedAt is null ? new TokenRevoked(token.Id, command.Reason) : Decision<UserEvent>.AlreadyDone;
    }

    public static Decision<UserEvent> NoteTokenUses(UsersState users, NoteTokenUses command, Stamp stamp) => new(
        [.. command.Uses.Where(use => users.Token(use.TokenId) is { } token && IsDue(token, use)).Select(use => new TokenUsed(use.TokenId, use.At))], null);

    private static UserAdded Added(AddUser command) => new(command.UserId, command.Email, command.FirstName, command.LastName, command.Role);

    private static TokenIssued Issued(IssueToken command, Stamp stamp) => new(
        command.TokenId, command.UserId, command.Name, command.Description, command.Prefix, command.Hash.ToString(), stamp.At.AddDays(command.ExpiresInDays));

    /// <summary>Silos note on their own: a use that another has noted, or a later one, is no news.</summary>
    private static bool IsDue(TokenView token, TokenUse use) => token.LastUsedAt is not { } last || use.At - last >= Limits.TokenUseNotedEvery;

    /// <summary>All tokens of the business are seen by the operator, owners and admins; others see their own.</summary>
    private static bool MaySee(UsersState users, Guid actor, TokenView token) =>
        actor == Guid.Empty || actor == token.UserId || users.Users.TryGetValue(actor, out var user) && user.Role >= BusinessRole.Admin;

    /// <summary>Nobody hands out more than they have; the operator (no user of the business) may hand out anything.</summary>
    private static bool MayHandOut(UsersState users, Guid actor, BusinessRole role) =>
        actor == Guid.Empty || users.Users.TryGetValue(actor, out var user) && user.Role >= role;
}
