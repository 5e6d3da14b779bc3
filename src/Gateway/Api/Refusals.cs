namespace Periods.Gateway.Api;

/// <summary>The HTTP form of every refusal: the one table. Two refusals are 422s about a value and carry a problem instead; see <see cref="Call.Refuse"/>.</summary>
internal static class Refusals
{
    public static Error Of(RefusalCode code) => code switch
    {
        RefusalCode.Overloaded => new(503, "overloaded", "Too many commands are waiting; try again"),
        RefusalCode.StorageUnavailable => new(503, "storage_unavailable", "Storage is not available; try again"),
        RefusalCode.Contended => new(503, "contended", "Too many writers on the same resource; try again"),

        RefusalCode.IdempotencyKeyReused => new(422, "idempotency_key_reuse", "The idempotency key was used with another request"),
        RefusalCode.IdempotencyKeyInFlight => new(409, "idempotency_key_in_flight", "A request with the same idempotency key is still being processed"),
        RefusalCode.IdempotencyMemoryFull => new(429, "idempotency_memory_full", "Too many idempotency keys on one resource within a day") { RetryAfter = 600 },

        RefusalCode.BusinessNotFound => new(404, "business_not_found", "Resource not found"),
        RefusalCode.PeriodNotFound => new(404, "period_not_found", "Resource not found"),
        RefusalCode.UserNotFound => new(404, "user_not_found", "Resource not found"),
        RefusalCode.TokenNotFound => new(404, "token_not_found", "Resource not found"),
        RefusalCode.SignOffNotFound => new(404, "sign_off_not_found", "Resource not found"),
        RefusalCode.StepNotFound => new(404, "checklist_step_not_found", "Resource not found"),
        RefusalCode.NotPermitted => new(403, "forbidden", "Not enough permissions"),
        RefusalCode.PeriodChanged => new(412, "period_changed", "The period is not as If-Match expects it"),

        RefusalCode.PeriodEndBeforeStart => new(400, "period_end_before_start", "The period ends before it starts"),
        RefusalCode.EndDateInFuture => new(422, "less_than_equal", "The end date is in the future"),
        RefusalCode.InputsInconsistent => new(400, "inputs_inconsistent", "A part is larger than its whole"),
        RefusalCode.EntryNotBalanced => new(400, "entry_not_balanced", "Debits do not equal credits"),

        RefusalCode.BusinessExists => new(409, "business_already_exists", "Resource already exists"),
        RefusalCode.MemberExists => new(409, "user_already_exists", "Resource already exists"),
        RefusalCode.TooManyMembers => new(400, "too_many_users", "The business has as many users as it may have"),
        RefusalCode.TooManyTokens => new(400, "too_many_tokens", "The user has as many active tokens as it may have"),
        RefusalCode.PeriodOverlaps => new(409, "period_overlaps", "Resource already exists"),
        RefusalCode.TooManyPeriods => new(400, "too_many_periods", "The business has as many periods as it may have"),
        RefusalCode.JournalEntryExists => new(409, "journal_entry_already_exists", "Resource already exists"),

        RefusalCode.PeriodLocked => new(400, "period_locked", "The period is locked"),
        RefusalCode.PeriodClosed => new(400, "period_closed", "The period is closed"),
        RefusalCode.PeriodAlreadyClosed => new(400, "period_already_closed", "The period is already closed"),
        RefusalCode.PeriodAlreadyLocked => new(400, "period_already_locked", "The period is already locked"),
        RefusalCode.PeriodAlreadyOpen => new(400, "period_already_open", "The period is already open"),
        RefusalCode.PeriodNotClosed => new(400, "period_not_closed", "Only a closed period can be locked"),
        RefusalCode.EndNotAfterLastPeriod => new(400, "period_end_not_after_last", "The end date is not after the last period"),
        RefusalCode.EarlierPeriodOpen => new(400, "earlier_period_open", "An earlier period is still open"),
        RefusalCode.TooManySignOffs => new(400, "too_many_sign_offs", "The period has as many sign-offs as it may have"),

        RefusalCode.ForceNeedsReason => new(400, "force_needs_reason", "A forced close needs a lock_reason"),
        RefusalCode.StepsUnacknowledged => new(400, "checklist_steps_unacknowledged", "Required checklist steps are not acknowledged"),
        RefusalCode.SignOffsMissing => new(400, "sign_offs_missing", "Required sign-offs are missing"),
        RefusalCode.DutiesNotSegregated => new(400, "duties_not_segregated", "One user may not sign in two of the required roles"),
        RefusalCode.ScoreBelowMinimum => new(400, "score_below_minimum", "The close score is below the required minimum"),

        _ => throw new ArgumentOutOfRangeException(nameof(code), code, "A refusal without an HTTP form"),
    };
}
