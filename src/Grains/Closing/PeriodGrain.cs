namespace Periods.Grains.Closing;

/// <inheritdoc cref="IPeriodGrain"/>
public sealed class PeriodGrain(EntityCore core, PeriodModel model, EntityKey key) : IPeriodGrain
{
    public ValueTask<Outcome<SignOffView>> SignOff(SignOff request) => core.Execute(
        key, model, request.Caller, request, PeriodRules.SignOff,
        static (period, request) => PeriodReplies.SignOff(period, new Signer(request.Caller.UserId, request.Role)),
        PeriodJson.Default.OutcomeSignOffView);

    public ValueTask<Outcome<Done>> RevokeSignOff(RevokeSignOff request) => core.Execute(
        key, model, request.Caller, request, PeriodRules.RevokeSignOff, static (_, _) => Done.Instance, PeriodJson.Default.OutcomeDone);

    public ValueTask<Outcome<ChecklistAckView>> AcknowledgeStep(AcknowledgeStep request) => core.Execute(
        key, model, request.Caller, request, PeriodRules.AcknowledgeStep,
        static (period, request) => PeriodReplies.Ack(period, request.StepId),
        PeriodJson.Default.OutcomeChecklistAckView);

    public ValueTask<Outcome<Done>> WithdrawAcknowledgement(WithdrawAcknowledgement request) => core.Execute(
        key, model, request.Caller, request, PeriodRules.WithdrawAcknowledgement, static (_, _) => Done.Instance, PeriodJson.Default.OutcomeDone);

    public ValueTask<Outcome<ScoreView>> ReportInputs(ReportInputs request) => core.Execute(
        key, model, request.Caller, request, PeriodRules.ReportInputs, static (period, _) => PeriodReplies.Score(period), PeriodJson.Default.OutcomeScoreView);

    public ValueTask<Outcome<SignOffList>> ListSignOffs() => Read(PeriodReplies.SignOffs);

    public ValueTask<Outcome<ChecklistAckList>> ListAcknowledgements() => Read(PeriodReplies.Acks);

    public ValueTask<Outcome<CloseReadiness>> CheckReadiness() => Read(PeriodReplies.Readiness);

    public ValueTask<Outcome<ScoreView>> GetScore() => core.Query(
        key, model, static (period, head) => period.Exists ? PeriodReplies.Score(period, head.Tag) : (Outcome<ScoreView>)RefusalCode.PeriodNotFound);

    public ValueTask<Outcome<ScoreHistory>> GetScoreHistory(int days) => Read(period => PeriodReplies.History(period, days));

    private ValueTask<Outcome<TReply>> Read<TReply>(Func<PeriodState, TReply> reply)
        where TReply : class =>
        core.Query(key, model, period => period.Exists ? reply(period) : (Outcome<TReply>)RefusalCode.PeriodNotFound);
}
