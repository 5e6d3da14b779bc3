using Periods.Grains.Scoring;

namespace Periods.Grains.Closing;

/// <summary>What a period tells of itself.</summary>
public static class PeriodReplies
{
    public static SignOffView SignOff(PeriodState period, Signer signer)
    {
        var entry = period.SignOffs[signer];
        return new(
            entry.Id, period.PeriodId, period.BusinessId, signer.UserId, signer.Role, entry.Notes, entry.Score, entry.StateHash,
            Stale: entry.StateHash != period.ContentHash, entry.SignedAt, entry.CreatedAt, UpdatedAt: entry.SignedAt, period.Gauge.Score);
    }

    /// <summary>Oldest first.</summary>
    public static SignOffList SignOffs(PeriodState period) =>
        new(period.PeriodId, [.. period.SignOffs.OrderBy(s => s.Value.CreatedAt).ThenBy(s => s.Value.Id).Select(s => SignOff(period, s.Key))]);

    public static ChecklistAckView Ack(PeriodState period, string stepId)
    {
        var entry = period.Acks.Find(stepId)!.Value;
        return new(entry.Id, period.BusinessId, period.Start, stepId, entry.Notes, entry.AckedBy, entry.CreatedAt, entry.UpdatedAt, entry.Waived);
    }

    public static ChecklistAckList Acks(PeriodState period) =>
        new(period.PeriodId, period.Start, [.. period.Acks.Steps.Select(step => Ack(period, step))]);

    public static ScoreHistory History(PeriodState period, int days) =>
        new(period.PeriodId, period.BusinessId, [.. period.Days.All.Append(period.Today).TakeLast(days)]);

    public static CloseReadiness Readiness(PeriodState period) => new(
        Score(period), period.Inputs.TransactionCount, period.Inputs.UnreviewedCount, period.Inputs.UncategorizedCount, [.. CloseDemands.Of(period)]);

    /// <param name="tag">Of the head that the state rests on; null where nobody asks for it.</param>
    public static ScoreView Score(PeriodState period, string? tag = null)
    {
        var gauge = period.Gauge;
        return new(
            period.PeriodId, period.BusinessId, gauge.Version, gauge.InputsVersion, gauge.Score, gauge.Coverage,
            gauge.ComputedAt, gauge.Trigger, ScoreRules.Components(period.Facts)) { Tag = tag };
    }
}
