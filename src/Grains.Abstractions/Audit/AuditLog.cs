namespace Periods.Audit;

/// <summary>A page of the log, by the time each event is ordered at, then by entity and version.</summary>
/// <param name="From">The first time; null for the first there is.</param>
/// <param name="To">The time before which the list ends; null for the last there is.</param>
/// <param name="After">Where the page before ended (or the page after began, going back); null from the end the direction starts at.</param>
public sealed record ListAudit(
    DateTimeOffset? From, DateTimeOffset? To, Guid? PeriodId, Guid? UserId, string? Action, bool? Refused, int Limit, bool Descending, AuditPlace? After, bool Backwards);

/// <summary>A place in the log.</summary>
public sealed record AuditPlace(DateTimeOffset OrderedAt, EntityKey Key, long Version);

/// <param name="Items">Fewer than asked for, or none, where few entries match: a page reads a bounded number of events.</param>
/// <param name="Next">Where the list goes on; null at its end.</param>
/// <param name="Previous">Where it goes back; null at its beginning.</param>
public sealed record AuditPage(IReadOnlyList<AuditEntry> Items, AuditPlace? Next, AuditPlace? Previous);

/// <summary>One change of a business, or one refusal.</summary>
/// <param name="UserId"><see cref="Guid.Empty"/> for the operator, and for the service itself.</param>
/// <param name="Action">An operation of the contract by the name its id begins with: <c>close_period</c>.</param>
/// <param name="Entity">What kind of thing it is about, as the contract calls it.</param>
/// <param name="EntityId">Null where the event does not repeat it.</param>
/// <param name="Before">The facts it replaced, JSON; null when there were none.</param>
/// <param name="After">The facts since then, JSON; null when they were taken away, or nothing changed.</param>
/// <param name="RefusalCode">Null when the command was accepted.</param>
/// <param name="Hash">Of the event in its entity's chain.</param>
public sealed record AuditEntry(
    AuditPlace Place,
    DateTimeOffset At,
    Guid UserId,
    Origin Origin,
    string Action,
    string Entity,
    string? EntityId,
    Guid? PeriodId,
    string? Before,
    string? After,
    string? Reason,
    string? RefusalCode,
    byte[] Hash);

/// <summary>What a walk along a hash chain found.</summary>
/// <param name="Events">Events that are what was written, up to the first bad one.</param>
/// <param name="Head">The hash of the last of those.</param>
/// <param name="FirstBadVersion">Null when all is well.</param>
/// <param name="Wrong">What is the matter with it.</param>
public sealed record ChainReport(Guid PeriodId, long Events, byte[] Head, long? FirstBadVersion, string? Wrong, DateTimeOffset CheckedAt);
