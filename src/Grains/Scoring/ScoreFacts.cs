
namespace Periods.Grains.Scoring;

/// <summary>All that a score depends on. Equal facts, equal score.</summary>
/// <param name="StepsRequired">Steps of the checklist.</param>
/// <param name="StepsDone">Those acknowledged.</param>
/// <param name="RolesRequired">Roles that should sign.</param>
/// <param name="RolesSigned">Roles in which at least one user has signed.</param>
/// <param name="Strict">What nobody reported on counts 0 instead of being left out.</param>
public readonly record struct ScoreFacts(
    CloseInputs Inputs, int StepsRequired, int StepsDone, RoleSet RolesRequired, RoleSet RolesSigned, bool Strict = false);

/// <summary>What upstream systems reported; null where nobody did.</summary>
public sealed record CloseInputs(
    long? TransactionCount,
    long? UnreviewedCount,
    long? UncategorizedCount,
    Reconciliations? Reconciliations,
    Anomalies? Anomalies)
{
    public static readonly CloseInputs None = new(null, null, null, null, null);
}

/// <summary>A set of review roles.</summary>
[Flags]
public enum RoleSet
{
    None = 0,
    Preparer = 1 << ReviewRole.Preparer,
    Reviewer = 1 << ReviewRole.Reviewer,
    Controller = 1 << ReviewRole.Controller,
    Partner = 1 << ReviewRole.Partner,
}
