using Periods.Posting;

namespace Periods;

/// <summary>Why a command was refused.</summary>
/// <param name="Code">The reason.</param>
/// <param name="Bound">The date the reason speaks of: the last admissible date of <see cref="RefusalCode.EndDateInFuture"/>.</param>
/// <param name="BlockedBy">The period that keeps an entry out; null of all other commands.</param>
public sealed record Refusal(RefusalCode Code, DateOnly? Bound = null, PostingBlock? BlockedBy = null);

/// <summary>
/// Every reason for which a command can be refused, by precedence: when several apply, the first of this list is the answer.
/// Their HTTP form stands in one table of the gateway.
/// </summary>
public enum RefusalCode
{
    // The service cannot take the command now: the same command later may succeed.
    Overloaded,
    StorageUnavailable,
    Contended,

    // The key of a retry.
    IdempotencyKeyReused,
    IdempotencyKeyInFlight,
    IdempotencyMemoryFull,

    // What the command speaks of is not there.
    BusinessNotFound,
    PeriodNotFound,
    UserNotFound,
    TokenNotFound,
    SignOffNotFound,
    StepNotFound,

    /// <summary>The caller's own role in the business is below what the command hands out.</summary>
    NotPermitted,

    /// <summary>The period is not as the command expects it.</summary>
    PeriodChanged,

    // The command itself, judged by what the business knows.
    PeriodEndBeforeStart,
    EndDateInFuture,
    InputsInconsistent,
    EntryNotBalanced,

    // What the command would make is there already, or there are too many.
    BusinessExists,
    MemberExists,
    TooManyMembers,
    TooManyTokens,
    PeriodOverlaps,
    TooManyPeriods,
    JournalEntryExists,

    // The state of the period and of the calendar around it.
    PeriodLocked,
    PeriodClosed,
    PeriodAlreadyClosed,
    PeriodAlreadyLocked,
    PeriodAlreadyOpen,
    PeriodNotClosed,
    EndNotAfterLastPeriod,
    EarlierPeriodOpen,
    TooManySignOffs,

    /// <summary>A forced close that passes something over says why.</summary>
    ForceNeedsReason,

    // What the policy of the business demands of a close: force passes it over.
    StepsUnacknowledged,
    SignOffsMissing,
    DutiesNotSegregated,
    ScoreBelowMinimum,
}
