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

/// <summary>A user as the contract shows it.</summary>
public sealed record UserView(Guid Id, Guid BusinessId, string Email, string FirstName, string LastName, BusinessRole Role, DateTimeOffset CreatedAt);

/// <summary>Asks for some users of the business.</summary>
public sealed record FindUsers(IReadOnlyList<Guid> UserIds);

public sealed record UserList(IReadOnlyList<UserView> Items);

/// <summary>A token without its secret.</summary>
public sealed record TokenView(Guid Id, Guid BusinessId, Guid UserId, string Name, string? Description, string Prefix, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt);

/// <summary>Who a valid token stands for.</summary>
public sealed record Principal(Guid BusinessId, Guid TokenId, UserView User);
