namespace Periods.Simulation.Tests.Model.Steps;

public abstract partial record Step
{
    public sealed record SignOff(string Who, int Period, string Role, string? Notes) : InPeriod(Who, Period);

    public sealed record Revoke(string Who, int Period, string Role) : InPeriod(Who, Period);

    public sealed record SignOffs(string Who, int Period) : InPeriod(Who, Period);

    /// <param name="Waived">Which takes notes.</param>
    public sealed record Acknowledge(string Who, int Period, string StepId, string? Notes, bool Waived = false) : InPeriod(Who, Period);

    public sealed record Withdraw(string Who, int Period, string StepId) : InPeriod(Who, Period);

    public sealed record Acknowledgements(string Who, int Period) : InPeriod(Who, Period);

    /// <param name="Count">Transactions; negative to take the report back.</param>
    /// <param name="Unreviewed">Likewise; null to leave it as it is, as the others.</param>
    public sealed record Report(string Who, int Period, int? Count, int? Unreviewed, int? Uncategorized, int? Completed, int? High) : InPeriod(Who, Period);

    public sealed record Readiness(string Who, int Period) : InPeriod(Who, Period);

    /// <summary>Of the score, its last day.</summary>
    public sealed record History(string Who, int Period) : InPeriod(Who, Period);

    public sealed record Score(string Who, int Period, bool Stream) : InPeriod(Who, Period);
}
