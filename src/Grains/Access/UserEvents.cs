namespace Periods.Grains.Access;

/// <summary>What can happen to the users and tokens of a business. Stored names stand in <see cref="UsersModel"/>.</summary>
public abstract record UserEvent;

public sealed record UserAdded(Guid UserId, string Email, string FirstName, string LastName, BusinessRole Role) : UserEvent;

/// <param name="Hash">Of the secret, 32 hexadecimal digits; the secret is kept nowhere.</param>
public sealed record TokenIssued(Guid TokenId, Guid UserId, string Name, string? Description, string Prefix, string Hash, DateTimeOffset ExpiresAt) : UserEvent;

/// <param name="Reason">Null when nobody said; in events of before 2026-11-22 nobody could.</param>
public sealed record TokenRevoked(Guid TokenId, string? Reason = null) : UserEvent;

/// <summary>Noted now and then, not for each use.</summary>
/// <param name="At">When it was used; the event is recorded later.</param>
public sealed record TokenUsed(Guid TokenId, DateTimeOffset At) : UserEvent;
