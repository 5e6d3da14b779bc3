using Periods.Grains.Posting;
using Periods.Grains.Scoring;

namespace Periods.Grains.Closing;

/// <summary>A period, folded from its events.</summary>
/// <param name="Status">Null before the period is opened.</param>
/// <param name="ContentHash">Of what a sign-off attests; see <see cref="PeriodContent"/>.</param>
/// <param name="Terms">Null: those of the default policy. Most periods hold nothing of it.</param>
/// <param name="Zone">Of the business; null: UTC.</param>
/// <param name="Days">The score's history, but for the day the gauge stands for.</param>
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
    Acknowledgements Acks,
    RoleCounts Signed,
    string ContentHash,
    Gauge Gauge,
    PeriodTerms? Terms = null,
    TimeZoneInfo? Zone = null,
    ScoreDays Days = default)
{
    public static PeriodState Initial(EntityKey key) => new(
        key.Business, key.Period, default, default, null, 0, CloseInputs.None,
        ImmutableDictionary<Signer, SignOffEntry>.Empty, Acknowledgements.None, default, "", Gauge.None);

    /// <summary>Posted since it was opened; what came before stood when it was.</summary>
    public EntryTally Entries { get; init; } = EntryTally.None;

    /// <summary>Characters of all sign-offs' notes.</summary>
    public int NotesLength { get; init; }

    /// <summary>All but what people wrote beside their sign-offs and acknowledgements: nothing that is computed of a period depends on it.</summary>
    public PeriodState WithoutNotes() => this with
    {
        SignOffs = SignOffs.SetItems(SignOffs.Where(s => s.Value.Notes is not null).Select(s => KeyValuePair.Create(s.Key, s.Value with { Notes = null }))),
        Acks = Acks.WithoutNotes(),
        NotesLength = 0,
    };

    public bool Exists => Status is not null;

    /// <summary>By which it is judged, the one of the business as long as it is open.</summary>
    public ClosePolicy Policy => Terms?.Policy ?? ClosePolicy.Default;

    /// <summary>The roles in which somebody has signed, as far as the policy counts them.</summary>
    public RoleSet Counted => Terms is { Policy.DropStale: true } terms ? terms.Fresh.Roles : Signed.Roles;

    public ScoreFacts Facts => new(Inputs, Checklist.StepsOf(Policy).Count, Acks.Count, Checklist.RolesOf(Policy), Counted, Policy.StrictScore);

    /// <summary>The day the gauge stands for, where the business is.</summary>
    public DateOnly GaugeDay =>
        Days.NotBefore(DateOnly.FromDateTime(Zone is null ? Gauge.ComputedAt.UtcDateTime : TimeZoneInfo.ConvertTime(Gauge.ComputedAt, Zone).DateTime));

    public ScoreDay Today => new(GaugeDay, Gauge.Score, Gauge.Coverage);

    /// <summary>Whether the user has signed in the role, as far as the policy counts it.</summary>
    public bool Counts(Signer signer) => Policy.DropStale ? HasFresh(signer) : SignOffs.ContainsKey(signer);

    public bool HasFresh(Signer signer) => SignOffs.GetValueOrDefault(signer)?.StateHash == ContentHash;

    public RoleCounts CountFresh() => SignOffs.Where(s => s.Value.StateHash == ContentHash).Aggregate(default(RoleCounts), (counts, s) => counts.Add(s.Key.Role, 1));
}

/// <summary>What a policy other than the default adds to a period.</summary>
/// <param name="Fresh">Signers whose sign-off attests the content as it is; kept only where stale ones do not count.</param>
public sealed record PeriodTerms(ClosePolicy Policy, RoleCounts Fresh)
{
    /// <summary>Characters of the steps' ids.</summary>
    public int TextLength { get; } = Policy.RequiredSteps?.Sum(static step => step.Length) ?? 0;
}

/// <summary>A user signs once in each role.</summary>
public readonly record struct Signer(Guid UserId, ReviewRole Role);

public sealed record SignOffEntry(Guid Id, string? Notes, decimal Score, string StateHash, DateTimeOffset SignedAt, DateTimeOffset CreatedAt);

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
