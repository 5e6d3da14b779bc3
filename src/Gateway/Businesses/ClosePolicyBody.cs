using Periods.Businesses;
using Periods.Gateway.Api;

namespace Periods.Gateway.Businesses;

/// <inheritdoc cref="ClosePolicy"/>
internal sealed record ClosePolicyBody(
    IReadOnlyList<string>? RequiredRoles,
    IReadOnlyList<string>? RequiredSteps,
    bool SequentialClose,
    bool AllowFutureEndDates,
    decimal? MinScore,
    bool SegregationOfDuties,
    bool StrictScore,
    bool DropStale)
{
    public static ClosePolicyBody Of(ClosePolicy policy) => new(
        policy.RequiredRoles?.Select(WireText.Of).ToArray(), policy.RequiredSteps, policy.SequentialClose, policy.AllowFutureEndDates,
        policy.MinScore, policy.SegregationOfDuties, policy.StrictScore, policy.DropStale);
}
