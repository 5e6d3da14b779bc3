using Periods.Scoring;

namespace Periods.Closing;

/// <summary>What happens inside one period, in one order. Key: <see cref="EntityKey.ForPeriod"/>.</summary>
[Alias("period")]
[Version(1)]
public interface IPeriodGrain : IGrainContract
{
    [Alias("sign-off")]
    ValueTask<Outcome<SignOffView>> SignOff(SignOff request);

    [Alias("revoke-sign-off")]
    ValueTask<Outcome<Done>> RevokeSignOff(RevokeSignOff request);

    [Alias("list-sign-offs")]
    ValueTask<Outcome<SignOffList>> ListSignOffs();

    [Alias("acknowledge-step")]
    ValueTask<Outcome<ChecklistAckView>> AcknowledgeStep(AcknowledgeStep request);

    [Alias("withdraw-acknowledgement")]
    ValueTask<Outcome<Done>> WithdrawAcknowledgement(WithdrawAcknowledgement request);

    [Alias("list-acknowledgements")]
    ValueTask<Outcome<ChecklistAckList>> ListAcknowledgements();

    [Alias("report-inputs")]
    ValueTask<Outcome<ScoreView>> ReportInputs(ReportInputs request);

    [Alias("check-readiness")]
    ValueTask<Outcome<CloseReadiness>> CheckReadiness();

    /// <summary>The gauge, every answered command included.</summary>
    [Alias("get-score")]
    ValueTask<Outcome<ScoreView>> GetScore();

    /// <param name="days">The newest so many, 1 to <see cref="Limits.PageSizeMax"/>.</param>
    [Alias("get-score-history")]
    ValueTask<Outcome<ScoreHistory>> GetScoreHistory(int days);
}
