namespace Periods.Gateway.Closing;

/// <summary>What the checks of a close are called, and what they tell: the one table for both dialects.</summary>
internal static class CheckTexts
{
    public static (string Name, string Passed, string Failed) Of(RefusalCode check) => check switch
    {
        RefusalCode.EndDateInFuture => ("end_date_not_in_future", "The end date has come", "The end date is in the future"),
        RefusalCode.TooManyPeriods => ("room_for_period", "The calendar has room for the period", "The business has as many periods as it may have"),
        RefusalCode.PeriodLocked => ("period_not_locked", "The period is not locked", "The period is locked"),
        RefusalCode.PeriodAlreadyClosed => ("period_not_closed", "The period is not closed yet", "The period is already closed"),
        RefusalCode.EndNotAfterLastPeriod => ("end_date_after_last_period", "The end date is after the last period", "The end date is not after the last period"),
        RefusalCode.EarlierPeriodOpen => ("earlier_periods_closed", "No earlier period is open", "An earlier period is still open"),
        RefusalCode.StepsUnacknowledged => ("checklist_steps", "All steps of the checklist are acknowledged", "Steps of the checklist are not acknowledged"),
        RefusalCode.SignOffsMissing => ("sign_offs", "Somebody has signed in every role that should", "Sign-offs are missing"),
        RefusalCode.DutiesNotSegregated => ("segregation_of_duties", "Nobody holds two of the required roles", "Somebody holds two of the required roles"),
        RefusalCode.ScoreBelowMinimum => ("min_score", "The close score is high enough", "The close score is below the required minimum"),
        _ => throw new ArgumentOutOfRangeException(nameof(check), check, "A check without a name"),
    };
}
