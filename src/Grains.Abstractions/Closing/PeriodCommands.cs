namespace Periods.Closing;

/// <summary>Records or renews the caller's sign-off in a role; idempotent on (user, role).</summary>
public sealed record SignOff(Caller Caller, Guid SignOffId, ReviewRole Role, string? Notes, Expectation? Expected = null) : IConditional;

/// <summary>Withdraws the caller's own sign-off in a role.</summary>
public sealed record RevokeSignOff(Caller Caller, ReviewRole Role, Expectation? Expected = null) : IConditional;

/// <summary>Acknowledges a step of the checklist, or renews its notes.</summary>
/// <param name="Waived">Whether the step is not done this time, for the reason that the notes give; it counts as done.</param>
public sealed record AcknowledgeStep(Caller Caller, Guid AckId, string StepId, string? Notes, Expectation? Expected = null, bool Waived = false) : IConditional;

/// <summary>Withdraws an acknowledgement.</summary>
public sealed record WithdrawAcknowledgement(Caller Caller, string StepId, Expectation? Expected = null) : IConditional;

/// <summary>Reports what upstream systems know of the period. What is not given stays as it was; what is given as null is not reported any more.</summary>
public sealed record ReportInputs(
    Caller Caller,
    Change<long?> TransactionCount,
    Change<long?> UnreviewedCount,
    Change<long?> UncategorizedCount,
    Change<Reconciliations?> Reconciliations,
    Change<Anomalies?> Anomalies,
    Expectation? Expected = null) : IConditional;

/// <summary>A field of a partial update: left alone, or set (null included).</summary>
public readonly record struct Change<T>(bool Given, T? Value)
{
    public T? Or(T? current) => Given ? Value : current;
}

/// <summary>Accounts that must be reconciled, and those that are.</summary>
public sealed record Reconciliations(long Required, long Completed);

/// <summary>Open anomalies by severity.</summary>
public sealed record Anomalies(long High, long Medium, long Low);
