using Periods.Businesses;
using Periods.Scoring;

namespace Periods.Closing;

/// <summary>How far a period is from its close: the gauge it has, the counts behind it, and what its policy demands.</summary>
/// <param name="TransactionCount">As reported; null when nobody did, as the others.</param>
/// <param name="Demands">In the order of <see cref="RefusalCode"/>; those that block keep it from closing unless it is forced.</param>
public sealed record CloseReadiness(
    ScoreView Score, long? TransactionCount, long? UnreviewedCount, long? UncategorizedCount, IReadOnlyList<CloseCheck> Demands);
