using Periods.Grains.Scoring;

namespace Periods.Grains.Closing;

/// <summary>The steps to acknowledge and the roles that should sign: those of the policy, or else the contract's (§g).</summary>
public static class Checklist
{
    public static readonly ImmutableArray<string> Steps =
        ["trial_balance_review", "pnl_variance_review", "balance_sheet_review", "cash_review", "controller_review"];

    public const RoleSet RequiredRoles = RoleSet.Preparer | RoleSet.Reviewer;

    private static readonly ReviewRole[] Roles = Enum.GetValues<ReviewRole>();

    // Boxed once: every event of every period asks.
    private static readonly IReadOnlyList<string> DefaultSteps = Steps;

    public static IReadOnlyList<string> StepsOf(ClosePolicy policy) => policy.RequiredSteps ?? DefaultSteps;

    public static RoleSet RolesOf(ClosePolicy policy)
    {
        if (policy.RequiredRoles is not { } required) return RequiredRoles;
        var roles = RoleSet.None;
        foreach (var role in required) roles |= SetOf(role);
        return roles;
    }

    public static RoleSet SetOf(ReviewRole role) => (RoleSet)(1 << (int)role);

    public static IEnumerable<ReviewRole> RolesIn(RoleSet set) => Roles.Where(role => set.HasFlag(SetOf(role)));

    /// <summary>As the contract spells it.</summary>
    public static string NameOf(ReviewRole role) => role switch
    {
        ReviewRole.Preparer => "preparer",
        ReviewRole.Reviewer => "reviewer",
        ReviewRole.Controller => "controller",
        ReviewRole.Partner => "partner",
        _ => throw new ArgumentOutOfRangeException(nameof(role), role, "A review role without a word"),
    };
}
