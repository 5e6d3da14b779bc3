namespace Periods.Audit;

/// <summary>Keeps that a command was refused; it changed nothing else.</summary>
/// <param name="Caller">Who was refused.</param>
/// <param name="Action">What was asked for, as <see cref="AuditEntry.Action"/>.</param>
/// <param name="Code">Why, as the answer had it.</param>
/// <param name="PeriodId">The period the command named, if there is such a one or not; null when it named none.</param>
public sealed record RecordRefusal(Caller Caller, string Action, string Code, Guid? PeriodId) : ICommand;

/// <summary>Keeps how many refusals were not kept one by one.</summary>
public sealed record RecordLeftOut(Caller Caller, long Count) : ICommand;
