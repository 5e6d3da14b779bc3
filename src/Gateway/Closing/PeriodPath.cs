namespace Periods.Gateway.Closing;

/// <summary>All that a read of one period is given.</summary>
internal sealed record PeriodPath(Guid PeriodId);
