namespace Periods.Simulation.Tests.Model.Steps;

public abstract partial record Step
{
    /// <summary>Reads the log, page by page.</summary>
    /// <param name="Period">By its number; null for any, as the others.</param>
    /// <param name="Of">The user who did it.</param>
    /// <param name="Refused">Whether it was refused.</param>
    /// <param name="From">The number of the change to begin with, by its time; only changes are read then, since the time at which a refusal is kept is nobody's to say.</param>
    /// <param name="To">Likewise, of the one before which to end.</param>
    public sealed record AuditLog(string Who, int? Period, string? Of, string? Action, bool? Refused, int? From, int? To, bool Descending, int Limit) : Step(Who);

    public sealed record VerifyAudit(string Who, int Period) : InPeriod(Who, Period);
}
