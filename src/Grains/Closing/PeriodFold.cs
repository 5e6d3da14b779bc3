using Periods.Grains.Posting;

namespace Periods.Grains.Closing;

/// <summary>How a period follows from its events.</summary>
public static class PeriodFold
{
    public static PeriodState Evolve(PeriodState period, PeriodEvent happened, EventStamp stamp)
    {
        var next = Apply(period, happened, stamp);
        if (happened is Opened or Reopened or StepAcknowledged or AcknowledgementWithdrawn or InputsReported or EntryPosted)
            next = next with { ContentHash = PeriodContent.Hash(next) };
        return next.Gauge.Version > 0 && next.Facts == period.Facts ? next : next with { Gauge = next.Gauge.After(next.Facts, stamp) };
    }

    private static PeriodState Apply(PeriodState period, PeriodEvent happened, EventStamp stamp) => happened switch
    {
        Opened e => period with { Start = e.Start, End = e.End, Status = PeriodStatus.Open },
        Closed => period with { Status = PeriodStatus.Closed },
        Locked => period with { Status = PeriodStatus.Locked },
        Reopened => period with { Status = PeriodStatus.Open, Reopens = period.Reopens + 1 },
        SignedOff e => Sign(period, e, stamp),
        SignOffRevoked e => Revoke(period, new Signer(stamp.Actor, e.Role)),
        StepAcknowledged e => period with
        {
            Acks = period.Acks.SetItem(e.StepId, new AckEntry(e.Id, e.Notes, stamp.Actor, period.Acks.GetValueOrDefault(e.StepId)?.CreatedAt ?? stamp.At, stamp.At)),
        },
        AcknowledgementWithdrawn e => period with { Acks = period.Acks.Remove(e.StepId) },
        InputsReported e => period with { Inputs = e.Inputs },
        EntryPosted e => period with { Entries = period.Entries.With(e) },
        _ => throw new ArgumentOutOfRangeException(nameof(happened), happened.GetType().Name, "A period event that does not fold"),
    };

    private static PeriodState Sign(PeriodState period, SignedOff e, EventStamp stamp)
    {
        var signer = new Signer(stamp.Actor, e.Role);
        var before = period.SignOffs.GetValueOrDefault(signer);
        return period with
        {
            SignOffs = period.SignOffs.SetItem(signer, new SignOffEntry(e.Id, e.Notes, e.Score, e.StateHash, stamp.At, before?.CreatedAt ?? stamp.At)),
            Signed = before is null ? period.Signed.Add(e.Role, 1) : period.Signed,
        };
    }

    private static PeriodState Revoke(PeriodState period, Signer signer) => period.SignOffs.ContainsKey(signer)
        ? period with { SignOffs = period.SignOffs.Remove(signer), Signed = period.Signed.Add(signer.Role, -1) }
        : period;
}
