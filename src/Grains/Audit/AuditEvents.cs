namespace Periods.Grains.Audit;

/// <summary>What is recorded of commands that changed nothing. Stored names stand in <see cref="AuditModel"/>.</summary>
public abstract record AuditEvent;

/// <inheritdoc cref="RecordRefusal"/>
public sealed record CommandRefused(string Action, string Code, Guid? PeriodId) : AuditEvent;

/// <summary>Since the one before, so many refusals were not kept one by one.</summary>
public sealed record RefusalsLeftOut(long Count) : AuditEvent;
