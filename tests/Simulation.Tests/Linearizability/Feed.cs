namespace Periods.Simulation.Tests.Linearizability;

/// <summary>What upstream systems reported; null where nobody did.</summary>
public sealed record Feed(
    long? Transactions = null, long? Unreviewed = null, long? Uncategorized = null, Reconciled? Reconciled = null, OpenAnomalies? Anomalies = null)
{
    public bool IsConsistent => !(Unreviewed > Transactions) && !(Uncategorized > Transactions) && !(Reconciled?.Completed > Reconciled?.Required);

    public Feed With(Feed given) => new(
        given.Transactions ?? Transactions,
        given.Unreviewed ?? Unreviewed,
        given.Uncategorized ?? Uncategorized,
        given.Reconciled ?? Reconciled,
        given.Anomalies ?? Anomalies);
}

public sealed record Reconciled(long Required, long Completed);

public sealed record OpenAnomalies(long High, long Medium, long Low);
