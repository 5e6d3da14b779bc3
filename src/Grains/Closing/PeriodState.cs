using Periods.Grains.Posting;
using Periods.Grains.Scoring;

namespace Periods.Grains.Closing;

/// <summary>A period, folded from its events.</summary>
/// <param name="Status">Null before the period is opened.</param>
/// <param name="ContentHash">Of what a sign-off attests; see <see cref="PeriodContent"/>.</param>
/// <param name="Reopens">Times it was reopened: part of the content, since what was attested before is no longer final.</param>
public sealed record PeriodState(
    Guid BusinessId,
    Guid PeriodId,
    DateOnly Start,
    DateOnly End,
    PeriodStatus? Status,
    int Reopens,
    CloseInputs Inputs,
    ImmutableDictionary<Signer, SignOffEntry> SignOffs,
    ImmutableSortedDictionary<string, AckEntry> Acks,
    RoleCounts Signed,
    string ContentHash,
    Gauge Gauge)
{
    public static PeriodState Initial(EntityKey key) => new(
        key.Business, key.Period, default, default, null, 0, CloseInputs.None,
        ImmutableDictionary<Signer, SignOffEntry>.Empty, NoAcks, default, "", Gauge.None);

    public static readonly ImmutableSortedDictionary<string, AckEntry> NoAcks = ImmutableSortedDictionary.Create<string, AckEntry>(StringComparer.Ordinal);

    /// <summary>Posted since it was opened; what came before stood when it was.</summary>
    public EntryTally Entries { get; init; } = EntryTally.None;

    public bool Exists => Status is not null;

    public ScoreFacts Facts => new(Inputs, Checklist.Steps.Length, Acks.Count, Checklist.RequiredRoles, Signed.Roles);
}

/// <summary>A user signs once in each role.</summary>
public readonly record struct Signer(Guid UserId, ReviewRole Role);

public sealed record SignOffEntry(Guid Id, string? Notes, decimal Score, string StateHash, DateTimeOffset SignedAt, DateTimeOffset CreatedAt);

public sealed record AckEntry(Guid Id, string? Notes, Guid AckedBy, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt);

/// <summary>How many users have signed in each role: several in one role count once.</summary>
public readonly record struct RoleCounts(int Preparers, int Reviewers, int Controllers, int Partners)
{
    public RoleSet Roles =>
        (Preparers > 0 ? RoleSet.Preparer : 0) | (Reviewers > 0 ? RoleSet.Reviewer : 0)
        | (Controllers > 0 ? RoleSet.Controller : 0) | (Partners > 0 ? RoleSet.Partner : 0);

    public RoleCounts Add(ReviewRole role, int users) => role switch
    {
        ReviewRole.Preparer => this with { Preparers = Preparers + users },
        ReviewRole.Reviewer => this with { Reviewers = Reviewers + users },
        ReviewRole.Controller => this with { Controllers = Controllers + users },
        _ => this with { Partners = Partners + users },
    };
}
