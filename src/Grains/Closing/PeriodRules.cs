using Periods.Grains.Scoring;

namespace Periods.Grains.Closing;

/// <summary>What may happen inside a period. Closed: reviews go on, content stands still. Locked: nothing but a reopen.</summary>
public static class PeriodRules
{
    public static Decision<PeriodEvent> SignOff(PeriodState period, SignOff command, Stamp stamp)
    {
        if (!period.Exists) return RefusalCode.PeriodNotFound;
        if (period.Status == PeriodStatus.Locked) return RefusalCode.PeriodLocked;
        var signer = new Signer(stamp.Actor, command.Role);
        var before = period.SignOffs.GetValueOrDefault(signer);
        if (before is null && period.SignOffs.Count >= Limits.SignOffsPerPeriodMax) return RefusalCode.TooManySignOffs;
        var more = PeriodFold.LengthOf(command.Notes) - PeriodFold.LengthOf(before?.Notes);
        if (more > 0 && period.NotesLength + more > Limits.SignOffNotesPerPeriodMax) return RefusalCode.TooManySignOffs;
        if (period.Policy.SegregationOfDuties && !period.Counts(signer) && CloseDemands.HoldsAnother(period, signer))
            return RefusalCode.DutiesNotSegregated;
        return new SignedOff(before is null ? command.SignOffId : null, command.Role, command.Notes, period.Gauge.Score, before?.StateHash == period.ContentHash ? null : period.ContentHash);
    }

    public static Decision<PeriodEvent> RevokeSignOff(PeriodState period, RevokeSignOff command, Stamp stamp)
    {
        if (!period.Exists) return RefusalCode.PeriodNotFound;
        if (!period.SignOffs.ContainsKey(new Signer(stamp.Actor, command.Role))) return RefusalCode.SignOffNotFound;
        if (period.Status == PeriodStatus.Locked) return RefusalCode.PeriodLocked;
        return new SignOffRevoked(command.Role);
    }

    public static Decision<PeriodEvent> AcknowledgeStep(PeriodState period, AcknowledgeStep command, Stamp stamp)
    {
        if (!period.Exists) return RefusalCode.PeriodNotFound;
        if (!Checklist.StepsOf(period.Policy).Contains(command.StepId)) return RefusalCode.StepNotFound;
        if (NotOpen(period) is { } refusal) return refusal;
        var before = period.Acks.Find(command.StepId);
        return new StepAcknowledged(before?.Id ?? command.AckId, command.StepId, command.Notes, command.Waived ? true : null);
    }

    public static Decision<PeriodEvent> WithdrawAcknowledgement(PeriodState period, WithdrawAcknowledgement command, Stamp stamp)
    {
        if (!period.Exists) return RefusalCode.PeriodNotFound;
        if (period.Acks.Find(command.StepId) is null) return RefusalCode.StepNotFound;
        if (NotOpen(period) is { } refusal) return refusal;
        return new AcknowledgementWithdrawn(command.StepId);
    }

    public static Decision<PeriodEvent> ReportInputs(PeriodState period, ReportInputs command, Stamp stamp)
    {
        if (!period.Exists) return RefusalCode.PeriodNotFound;
        var now = period.Inputs;
        var inputs = new CloseInputs(
            command.TransactionCount.Or(now.TransactionCount),
            command.UnreviewedCount.Or(now.UnreviewedCount),
            command.UncategorizedCount.Or(now.UncategorizedCount),
            command.Reconciliations.Or(now.Reconciliations),
            command.Anomalies.Or(now.Anomalies));
        if (inputs.UnreviewedCount > inputs.TransactionCount
            || inputs.UncategorizedCount > inputs.TransactionCount
            || inputs.Reconciliations?.Completed > inputs.Reconciliations?.Required) return RefusalCode.InputsInconsistent;
        if (NotOpen(period) is { } refusal) return refusal;
        return inputs == now ? Decision<PeriodEvent>.AlreadyDone : new InputsReported(inputs);
    }

    private static RefusalCode? NotOpen(PeriodState period) => period.Status switch
    {
        PeriodStatus.Locked => RefusalCode.PeriodLocked,
        PeriodStatus.Closed => RefusalCode.PeriodClosed,
        _ => null,
    };
}
