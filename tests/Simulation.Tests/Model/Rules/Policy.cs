using Periods.Simulation.Tests.Linearizability;

namespace Periods.Simulation.Tests.Model.Rules;

/// <summary>What a business may ask of a close, as the contract has it; null where it leaves roles and steps to the contract.</summary>
public sealed record Policy(
    string[]? Roles = null, string[]? Steps = null, bool Sequential = false, bool Future = true, decimal? Least = null, bool Segregated = false, bool Strict = false, bool DropStale = false)
{
    public static readonly string[] Reviewers = ["preparer", "reviewer", "controller", "partner"];

    private static readonly string[] ContractSteps = ["trial_balance_review", "pnl_variance_review", "balance_sheet_review", "cash_review", "controller_review"];

    /// <summary>Those that scripts set, by number.</summary>
    public static readonly Policy[] All =
    [
        new(),
        new(Roles: ["preparer", "reviewer"], Segregated: true),
        new(Roles: ["controller"], Steps: ["cash_review", "inventory_count"], DropStale: true),
        new(Sequential: true, Future: false, Least: 20),
        new(Steps: [], Strict: true, DropStale: true, Least: 14.3m),
        new(Roles: ["reviewer", "partner"], Segregated: true, DropStale: true),
    ];

    public IReadOnlyList<string> Checklist => Steps ?? ContractSteps;

    public int Expected => Roles is null ? ScoreFormula.RequiredRoles : ScoreFormula.Signed(Roles.Select(role => Array.IndexOf(Reviewers, role)));

    public bool Expects(string role) => (Expected & 1 << Array.IndexOf(Reviewers, role)) != 0;

    /// <summary>As it is sent and shown.</summary>
    internal Facts Shown => new()
    {
        ["required_roles"] = Roles, ["required_steps"] = Steps, ["sequential_close"] = Sequential, ["allow_future_end_dates"] = Future, ["min_score"] = Least,
        ["segregation_of_duties"] = Segregated, ["strict_score"] = Strict, ["drop_stale"] = DropStale,
    };
}
