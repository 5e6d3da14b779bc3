namespace Periods.Closing;

public enum PeriodStatus
{
    Open,
    Closed,
    Locked,
}

/// <summary>A period of the calendar. Dates are inclusive; what a reopen leaves behind stays as history.</summary>
/// <param name="Forced">It was closed at least once in spite of what the policy demanded; no later close takes that back.</param>
public sealed record PeriodView(
    Guid Id,
    Guid BusinessId,
    DateOnly Start,
    DateOnly End,
    PeriodStatus Status,
    string? Name,
    DateTimeOffset? ClosedAt,
    Guid? ClosedBy,
    string? LockReason,
    string? ReopenReason,
    DateTimeOffset? ReopenedAt,
    Guid? ReopenedBy,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    bool Forced = false)
{
    /// <summary>Another one whenever anything happened to the period or in it. Null in a list.</summary>
    public string? Tag { get; init; }
}

/// <summary>The role in which a reviewer signs a period off. Not the role a user has in the business.</summary>
public enum ReviewRole
{
    Preparer,
    Reviewer,
    Controller,
    Partner,
}

/// <param name="SnapshotScore">What the signer saw: the score before this sign-off.</param>
/// <param name="StateHash">Of the content the sign-off attests.</param>
/// <param name="Stale">The content has changed since.</param>
/// <param name="CloseScore">The score with this sign-off, as of the answer.</param>
public sealed record SignOffView(
    Guid Id,
    Guid PeriodId,
    Guid BusinessId,
    Guid UserId,
    ReviewRole Role,
    string? Notes,
    decimal SnapshotScore,
    string StateHash,
    bool Stale,
    DateTimeOffset SignedAt,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    decimal CloseScore);

/// <summary>A manual step of the checklist, acknowledged.</summary>
/// <param name="Waived">Whether it was not done, for the reason that the notes give.</param>
public sealed record ChecklistAckView(
    Guid Id,
    Guid BusinessId,
    DateOnly PeriodStart,
    string StepId,
    string? Notes,
    Guid AckedBy,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    bool Waived = false);

public sealed record SignOffList(Guid PeriodId, IReadOnlyList<SignOffView> Items);

public sealed record ChecklistAckList(Guid PeriodId, DateOnly PeriodStart, IReadOnlyList<ChecklistAckView> Items);

/// <summary>The answer to what leaves nothing to show.</summary>
public sealed record Done
{
    public static readonly Done Instance = new();
}
