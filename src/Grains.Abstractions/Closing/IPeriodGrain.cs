using Periods.Scoring;

namespace Periods.Closing;

/// <summary>What happens inside one period, in one order. Key: <see cref="EntityKey.ForPeriod"/>.</summary>
public interface IPeriodGrain
{
    ValueTask<Outcome<SignOffView>> SignOff(SignOff request);

    ValueTask<Outcome<Done>> RevokeSignOff(RevokeSignOff request);

    ValueTask<Outcome<SignOffList>> ListSignOffs();

    ValueTask<Outcome<ChecklistAckView>> AcknowledgeStep(AcknowledgeStep request);

    ValueTask<Outcome<Done>> WithdrawAcknowledgement(WithdrawAcknowledgement request);

    ValueTask<Outcome<ChecklistAckList>> ListAcknowledgements();

    ValueTask<Outcome<ScoreView>> ReportInputs(ReportInputs request);

    ValueTask<Outcome<CloseReadiness>> CheckReadiness();

    /// <summary>The gauge, every answered command included.</summary>
    ValueTask<Outcome<ScoreView>> GetScore();

    /// <param name="days">The newest so many, 1 to <see cref="Limits.PageSizeMax"/>.</param>
    ValueTask<Outcome<ScoreHistory>> GetScoreHistory(int days);
}
