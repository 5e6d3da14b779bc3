using Periods.Closing;

namespace Periods.Simulation.Tests.Linearizability;

/// <summary>
/// What clients ask of one period, in the contract's words. The object is a place in the calendar (one end date of one business),
/// so that creating, and closing what was never created, belong to it; other periods never overlap it.
/// </summary>
public abstract record PeriodOperation
{
    public sealed record Create : PeriodOperation;

    /// <summary>In either dialect.</summary>
    public sealed record Close : PeriodOperation;

    public sealed record Lock : PeriodOperation;

    public sealed record Reopen : PeriodOperation;

    public sealed record SignOff(string User, ReviewRole Role) : PeriodOperation;

    public sealed record Revoke(string User, ReviewRole Role) : PeriodOperation;

    /// <param name="Step">Of the contract's default checklist, from 0.</param>
    public sealed record Acknowledge(int Step) : PeriodOperation;

    public sealed record Withdraw(int Step) : PeriodOperation;

    /// <summary>What is null stays as it was.</summary>
    public sealed record Report(Feed Given) : PeriodOperation;

    /// <summary>An entry dated inside the period.</summary>
    /// <param name="HasId">The client chose its id: asking again is safe without a key.</param>
    public sealed record Post(bool HasId) : PeriodOperation;

    public sealed record GetStatus : PeriodOperation;

    public sealed record GetScore : PeriodOperation;
}

/// <summary>What was answered; what is null was not looked at.</summary>
/// <param name="Code">The machine-readable code of the refusal; null when accepted.</param>
public sealed record PeriodReply(string? Code = null, PeriodStatus? Status = null, decimal? Score = null);
