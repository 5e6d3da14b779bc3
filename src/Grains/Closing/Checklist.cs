using Periods.Grains.Scoring;

namespace Periods.Grains.Closing;

/// <summary>The default checklist (contract §g): the steps to acknowledge and the roles that should sign.</summary>
public static class Checklist
{
    public static readonly ImmutableArray<string> Steps =
        ["trial_balance_review", "pnl_variance_review", "balance_sheet_review", "cash_review", "controller_review"];

    public const RoleSet RequiredRoles = RoleSet.Preparer | RoleSet.Reviewer;
}
