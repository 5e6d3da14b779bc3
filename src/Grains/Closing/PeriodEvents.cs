using Periods.Grains.Scoring;

namespace Periods.Grains.Closing;

/// <summary>What can happen to a period. Stored names stand in <see cref="PeriodModel"/>; who and when are in the journal's columns.</summary>
public abstract record PeriodEvent;

public sealed record Opened(DateOnly Start, DateOnly End) : PeriodEvent;

public sealed record Closed(string? Reason) : PeriodEvent;

public sealed record Locked(string? Reason) : PeriodEvent;

public sealed record Reopened(string Reason) : PeriodEvent;

/// <param name="Score">What the signer saw.</param>
/// <param name="StateHash">Of the content attested.</param>
public sealed record SignedOff(Guid Id, ReviewRole Role, string? Notes, decimal Score, string StateHash) : PeriodEvent;

public sealed record SignOffRevoked(ReviewRole Role) : PeriodEvent;

public sealed record StepAcknowledged(Guid Id, string StepId, string? Notes) : PeriodEvent;

public sealed record AcknowledgementWithdrawn(string StepId) : PeriodEvent;

public sealed record InputsReported(CloseInputs Inputs) : PeriodEvent;
