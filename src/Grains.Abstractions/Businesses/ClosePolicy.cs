using Periods.Closing;

namespace Periods.Businesses;

/// <summary>What a business asks of the close of its periods. The default asks nothing that the vendors do not. Two policies that ask the same are equal.</summary>
/// <param name="RequiredRoles">No close without a sign-off in each. Null: none is demanded, and the score expects those of the contract (§g).</param>
/// <param name="RequiredSteps">The checklist: no close before each is acknowledged. Null: none is demanded, and the checklist is the contract's.</param>
/// <param name="SequentialClose">Earlier periods close first.</param>
/// <param name="AllowFutureEndDates">A period may close before its last day has come.</param>
/// <param name="MinScore">0 to 100: no close below it. Null: any score will do.</param>
/// <param name="SegregationOfDuties">One user may not hold two of the required roles.</param>
/// <param name="StrictScore">Components that nobody reported on count as 0 instead of being left out.</param>
/// <param name="DropStale">Sign-offs that attest older content do not count.</param>
public sealed record ClosePolicy(
    IReadOnlyList<ReviewRole>? RequiredRoles,
    IReadOnlyList<string>? RequiredSteps,
    bool SequentialClose,
    bool AllowFutureEndDates,
    decimal? MinScore,
    bool SegregationOfDuties,
    bool StrictScore,
    bool DropStale)
{
    public static readonly ClosePolicy Default = new(null, null, false, AllowFutureEndDates: true, null, false, false, false);

    public bool Equals(ClosePolicy? other) => other is not null
        && Same(RequiredRoles, other.RequiredRoles)
        && Same(RequiredSteps, other.RequiredSteps)
        && (SequentialClose, AllowFutureEndDates, MinScore, SegregationOfDuties, StrictScore, DropStale)
            == (other.SequentialClose, other.AllowFutureEndDates, other.MinScore, other.SegregationOfDuties, other.StrictScore, other.DropStale);

    public override int GetHashCode() => HashCode.Combine(
        RequiredRoles?.Count, RequiredSteps?.Count, SequentialClose, AllowFutureEndDates, MinScore, SegregationOfDuties, StrictScore, DropStale);

    private static bool Same<T>(IReadOnlyList<T>? one, IReadOnlyList<T>? other) => one is null || other is null ? one == other : one.SequenceEqual(other);
}

/// <summary>Sets the policy as a whole. It holds for what is open and what is opened from then on; closed and locked periods keep theirs.</summary>
public sealed record SetPolicy(Caller Caller, ClosePolicy Policy) : ICommand;
