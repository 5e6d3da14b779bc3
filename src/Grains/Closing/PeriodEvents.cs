using Periods.Grains.Scoring;

namespace Periods.Grains.Closing;

/// <summary>What can happen to a period. Stored names stand in <see cref="PeriodModel"/>; who and when are in the journal's columns.</summary>
public abstract record PeriodEvent;

/// <param name="Policy">By which it is judged from then on; null: the default.</param>
/// <param name="TimeZone">Of the business: when its days end. Null: UTC.</param>
public sealed record Opened(DateOnly Start, DateOnly End, ClosePolicy? Policy = null, string? TimeZone = null) : PeriodEvent;

/// <param name="Skipped">What a forced close passed over; null of a close that had nothing in its way.</param>
public sealed record Closed(string? Reason, Demands? Skipped = null) : PeriodEvent;

public sealed record Locked(string? Reason) : PeriodEvent;

/// <param name="Policy">By which it is judged from then on; null: the one it was judged by before.</param>
public sealed record Reopened(string Reason, ClosePolicy? Policy = null) : PeriodEvent;

/// <summary>The business changed its policy while the period was open.</summary>
public sealed record PolicyTaken(ClosePolicy Policy) : PeriodEvent;

/// <param name="Id">Null when the signer signs again: the sign-off keeps its id.</param>
/// <param name="Score">What the signer saw.</param>
/// <param name="StateHash">Of the content attested. Null when the signer attests again what the sign-off attests already.</param>
public sealed record SignedOff(Guid? Id, ReviewRole Role, string? Notes, decimal Score, string? StateHash) : PeriodEvent;

public sealed record SignOffRevoked(ReviewRole Role) : PeriodEvent;

/// <param name="Waived">Null unless it was; in events of before 2026-11-22 none was.</param>
public sealed record StepAcknowledged(Guid Id, string StepId, string? Notes, bool? Waived = null) : PeriodEvent;

public sealed record AcknowledgementWithdrawn(string StepId) : PeriodEvent;

public sealed record InputsReported(CloseInputs Inputs) : PeriodEvent;
