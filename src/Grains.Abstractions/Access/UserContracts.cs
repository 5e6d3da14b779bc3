using System.Globalization;

namespace Periods.Access;

/// <summary>What a user may do in a business, least first: a viewer reads; a member signs off and feeds inputs; admin and owner close.</summary>
public enum BusinessRole
{
    Viewer,
    Member,
    Admin,
    Owner,
}

/// <summary>The first 16 bytes of SHA-256 over a token's secret; the secret itself is kept nowhere.</summary>
public readonly record struct TokenHash(UInt128 Value)
{
    /// <summary>32 hexadecimal digits, as it is stored.</summary>
    public override string ToString() => Value.ToString("x32", CultureInfo.InvariantCulture);
}

/// <summary>Adds a user to the business; 409 when the id or the email is there.</summary>
public sealed record AddUser(Caller Caller, Guid UserId, string Email, string FirstName, string LastName, BusinessRole Role) : ICommand;

/// <summary>Issues a token for a user of the business.</summary>
/// <param name="ExpiresInDays">1 to 365.</param>
/// <param name="Hash">Of the secret, which only the client gets to see.</param>
/// <param name="Prefix">The first characters of the secret, by which people recognise it.</param>
public sealed record IssueToken(Caller Caller, Guid TokenId, Guid UserId, string Name, string? Description, int ExpiresInDays, TokenHash Hash, string Prefix) : ICommand;

/// <summary>Adds a user with a token, where there is no user yet: of several that come at once, one does. <see cref="RefusalCode.MemberExists"/> for all others.</summary>
public sealed record AddFirstUser(Caller Caller, AddUser User, IssueToken Token) : ICommand;

/// <summary>A user as the contract shows it.</summary>
public sealed record UserView(Guid Id, Guid BusinessId, string Email, string FirstName, string LastName, BusinessRole Role, DateTimeOffset CreatedAt);

/// <summary>Asks for some users of the business.</summary>
public sealed record FindUsers(IReadOnlyList<Guid> UserIds);

public sealed record UserList(IReadOnlyList<UserView> Items);

/// <summary>Takes a token back, for good. Whose token it is decides who may: one's own, or one that the caller could have issued.</summary>
/// <param name="Reason">Null when nobody says.</param>
public sealed record RevokeToken(Caller Caller, Guid TokenId, string? Reason = null) : ICommand;

/// <summary>Notes when tokens were used, unless that was noted less than <see cref="Limits.TokenUseNotedEvery"/> before.</summary>
/// <param name="Uses">At most <see cref="Limits.TokenUsesPerNote"/>; tokens that are not there any more are passed over.</param>
public sealed record NoteTokenUses(Caller Caller, IReadOnlyList<TokenUse> Uses) : ICommand;

public readonly record struct TokenUse(Guid TokenId, DateTimeOffset At);

/// <summary>A page of the tokens, newest first.</summary>
/// <param name="OfUser">Only this user's; null for all of the business.</param>
/// <param name="After">The last token of the page before (or the first of the page after, going back); null from the end the direction starts at.</param>
public sealed record ListTokens(Guid? OfUser, int Limit, TokenCursor? After, bool Backwards);

/// <param name="Total">Of all pages.</param>
public sealed record TokenPage(IReadOnlyList<TokenView> Items, int Total, bool HasBefore, bool HasAfter);

/// <summary>A place in the list.</summary>
/// <param name="IssuedAt">UTC ticks.</param>
public readonly record struct TokenCursor(long IssuedAt, Guid Id)
{
    public static TokenCursor Of(TokenView token) => new(token.CreatedAt.UtcTicks, token.Id);
}

/// <summary>A token without its secret.</summary>
/// <param name="LastUsedAt">As last noted, by the hour (<see cref="Limits.TokenUseNotedEvery"/>); null when no use was noted yet.</param>
/// <param name="RevokedAt">When it was taken back; null while it was not.</param>
/// <param name="RevocationReason">Why; null when nobody said.</param>
public sealed record TokenView(
    Guid Id, Guid BusinessId, Guid UserId, string Name, string? Description, string Prefix, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt,
    DateTimeOffset? LastUsedAt = null, DateTimeOffset? RevokedAt = null, string? RevocationReason = null)
{
    public bool IsActiveAt(DateTimeOffset time) => RevokedAt is null && ExpiresAt > time;
}

/// <summary>Who a valid token stands for, and until when.</summary>
public sealed record Principal(Guid BusinessId, Guid TokenId, UserView User, DateTimeOffset ExpiresAt);
