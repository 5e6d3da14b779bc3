namespace Periods.Simulation.Tests.Linearizability;

public enum Judgement
{
    Linearizable,
    NotLinearizable,

    /// <summary>The search was given up: too many steps.</summary>
    Undecided,
}

/// <summary>What the checker found.</summary>
/// <param name="Steps">Operations tried.</param>
/// <param name="Reason">Why not: how far an order could be found, and what then fitted nowhere. Empty when linearizable.</param>
public sealed record Verdict(Judgement Judgement, long Steps, string Reason)
{
    public bool IsLinearizable => Judgement == Judgement.Linearizable;
}
