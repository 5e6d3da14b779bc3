using Periods.Grains.Posting;

namespace Periods.Grains.Closing;

/// <summary>How a period follows from its events.</summary>
public static class PeriodFold
{
    public static PeriodState Evolve(PeriodState period, PeriodEvent happened, EventStamp stamp)
    {
        var next = Apply(period, happened, stamp);
        if (happened is Opened or Reopened or PolicyTaken or StepAcknowledged or AcknowledgementWithdrawn or InputsReported or EntryPosted)
            next = next with { ContentHash = PeriodContent.Hash(next) };
        if (next.Terms is { Policy.DropStale: true } terms) next = next with { Terms = terms with { Fresh = Fresh(period, next, happened, stamp) } };
        return next.Gauge.Version > 0 && next.Facts == period.Facts ? next : Gauged(period, next with { Gauge = next.Gauge.After(period.Facts, next.Facts, stamp) });
    }

    private static PeriodState Apply(PeriodState period, PeriodEvent happened, EventStamp stamp) => happened switch
    {
        Opened e => Under(e.Policy, period with { Start = e.Start, End = e.End, Status = PeriodStatus.Open, Zone = Zone(e.TimeZone) }),
        Closed => period with { Status = PeriodStatus.Closed },
        Locked => period with { Status = PeriodStatus.Locked },
        Reopened e => Under(e.Policy, period with { Status = PeriodStatus.Open, Reopens = period.Reopens + 1 }),
        PolicyTaken e => Under(e.Policy, period),
        SignedOff e => Sign(period, e, stamp),
        SignOffRevoked e => Revoke(period, new Signer(stamp.Actor, e.Role)),
        StepAcknowledged e => period with
        {
            Acks = period.Acks.With(e.StepId, new AckEntry(e.Id, e.Notes, stamp.Actor, period.Acks.Find(e.StepId)?.CreatedAt ?? stamp.At, stamp.At, e.Waived is true)),
        },
        AcknowledgementWithdrawn e => period with { Acks = period.Acks.Without(e.StepId) },
        InputsReported e => period with { Inputs = e.Inputs },
        EntryPosted e => period with { Entries = period.Entries.With(e) },
        _ => throw new ArgumentOutOfRangeException(nameof(happened), happened.GetType().Name, "A period event that does not fold"),
    };

    /// <summary>The first change on a later day ends the day of the change before.</summary>
    private static PeriodState Gauged(PeriodState before, PeriodState after) =>
        before.Gauge.Version > 0 && after.GaugeDay > before.GaugeDay ? after with { Days = before.Days.With(before.Today) } : after;

    /// <summary>
    /// The zone as the process holds it once for all. One it does not know counts as UTC, so that every event folds everywhere, under its own name, so that a snapshot tells it to who does.
    /// Those it was asked for before the runtime finds in any case of letters: what a name stands for must not depend on that.
    /// </summary>
    internal static TimeZoneInfo? Zone(string? id) =>
        string.IsNullOrEmpty(id) ? null : TimeZoneInfo.TryFindSystemTimeZoneById(id, out var zone) && zone.Id == id ? zone : TimeZoneInfo.CreateCustomTimeZone(id, TimeSpan.Zero, id, id);

    /// <summary>Steps that are not on the new checklist are forgotten: what counts as done is always part of what is to be done.</summary>
    private static PeriodState Under(ClosePolicy? policy, PeriodState period) => policy is null ? period : period with
    {
        Terms = policy == ClosePolicy.Default ? null : new PeriodTerms(policy, default),
        Acks = period.Acks.Only(Checklist.StepsOf(policy)),
    };

    /// <summary>Counted anew when the content or the policy has changed; otherwise one sign-off came or went, however many there are.</summary>
    private static RoleCounts Fresh(PeriodState before, PeriodState after, PeriodEvent happened, EventStamp stamp)
    {
        var role = happened switch { SignedOff e => e.Role, SignOffRevoked e => e.Role, _ => (ReviewRole?)null };
        if (role is null) return after.ContentHash == before.ContentHash && happened is not PolicyTaken ? before.Terms?.Fresh ?? default : after.CountFresh();
        var signer = new Signer(stamp.Actor, role.Value);
        return before.Terms!.Fresh.Add(role.Value, (after.HasFresh(signer) ? 1 : 0) - (before.HasFresh(signer) ? 1 : 0));
    }

    private static PeriodState Sign(PeriodState period, SignedOff e, EventStamp stamp)
    {
        var signer = new Signer(stamp.Actor, e.Role);
        var before = period.SignOffs.GetValueOrDefault(signer);
        // Who attests the same content shares the string of its hash.
        var stateHash = e.StateHash is null ? before!.StateHash : e.StateHash == period.ContentHash ? period.ContentHash : e.StateHash;
        return period with
        {
            SignOffs = period.SignOffs.SetItem(signer, new SignOffEntry(e.Id ?? before!.Id, e.Notes, e.Score, stateHash, stamp.At, before?.CreatedAt ?? stamp.At)),
            Signed = before is null ? period.Signed.Add(e.Role, 1) : period.Signed,
            NotesLength = period.NotesLength + LengthOf(e.Notes) - LengthOf(before?.Notes),
        };
    }

    private static PeriodState Revoke(PeriodState period, Signer signer) => period.SignOffs.GetValueOrDefault(signer) is not { } before ? period : period with
    {
        SignOffs = period.SignOffs.Remove(signer),
        Signed = period.Signed.Add(signer.Role, -1),
        NotesLength = period.NotesLength - LengthOf(before.Notes),
    };

    internal static int LengthOf(string? notes) => notes?.Length ?? 0;
}
