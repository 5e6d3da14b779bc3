using Periods.Closing;

namespace Periods.Simulation.Tests.Linearizability;

/// <summary>One period by the contract (a.1, a.5, g): which answer each operation may get in each state, and what it leaves.</summary>
/// <remarks>
/// Refusals that rest on other periods of the business (an earlier one is open, the end is not after the last one) are allowed wherever
/// this period alone does not forbid them; the codes are the service's machine-readable ones.
/// </remarks>
public sealed class PeriodSpecification : ISpecification<PeriodImage, PeriodOperation, PeriodReply>
{
    private const string Overlaps = "period_overlaps", NotFound = "period_not_found", Closed = "period_closed", Locked = "period_locked";

    private static readonly string[] OtherPeriods = ["earlier_period_open", "period_end_not_after_last", "less_than_equal"];

    public PeriodImage Initial => PeriodImage.Nothing;

    public bool Allows(PeriodImage state, PeriodOperation operation, PeriodReply? reply, out PeriodImage next)
    {
        var refusal = Refusal(state, operation);
        next = refusal is null ? Effect(state, operation) : state;
        if (reply is null) return true;
        if (refusal is null && reply.Code is not null && operation is PeriodOperation.Close)
        {
            next = state;
            return OtherPeriods.Contains(reply.Code);
        }
        return reply.Code == refusal
            && (refusal is not null || (reply.Status is null || reply.Status == next.Status) && (reply.Score is null || reply.Score == next.Score));
    }

    public bool LeavesEverything(PeriodOperation operation, PeriodReply reply) =>
        reply.Code is not null || operation is PeriodOperation.GetStatus or PeriodOperation.GetScore or PeriodOperation.Post;

    private static string? Refusal(PeriodImage state, PeriodOperation operation) => (operation, state.Status) switch
    {
        (PeriodOperation.Create, null) or (PeriodOperation.Close, null) or (PeriodOperation.Post, null) => null,
        (PeriodOperation.Create, _) => Overlaps,
        (_, null) => NotFound,
        (PeriodOperation.GetStatus or PeriodOperation.GetScore, _) => null,

        (PeriodOperation.Close, PeriodStatus.Closed) => "period_already_closed",
        (PeriodOperation.Close, PeriodStatus.Locked) => Locked,
        (PeriodOperation.Lock, PeriodStatus.Open) => "period_not_closed",
        (PeriodOperation.Lock, PeriodStatus.Locked) => "period_already_locked",
        (PeriodOperation.Reopen, PeriodStatus.Open) => "period_already_open",
        (PeriodOperation.Close or PeriodOperation.Lock or PeriodOperation.Reopen, _) => null,

        (PeriodOperation.Revoke revoke, _) when !state.HasSigned(revoke.User, revoke.Role) => "sign_off_not_found",
        (PeriodOperation.Withdraw withdraw, _) when !state.Has(withdraw.Step) => "checklist_step_not_found",
        (PeriodOperation.Report report, _) when !state.Feed.With(report.Given).IsConsistent => "inputs_inconsistent",
        (_, PeriodStatus.Locked) => Locked,
        (PeriodOperation.SignOff or PeriodOperation.Revoke, _) => null,
        (_, PeriodStatus.Closed) => Closed,
        _ => null,
    };

    private static PeriodImage Effect(PeriodImage state, PeriodOperation operation) => operation switch
    {
        PeriodOperation.Create or PeriodOperation.Reopen => state with { Status = PeriodStatus.Open },
        PeriodOperation.Close => state with { Status = PeriodStatus.Closed },
        PeriodOperation.Lock => state with { Status = PeriodStatus.Locked },
        PeriodOperation.SignOff o => state.Signed(o.User, o.Role),
        PeriodOperation.Revoke o => state.Revoked(o.User, o.Role),
        PeriodOperation.Acknowledge o => state with { Acknowledged = state.Acknowledged | 1 << o.Step },
        PeriodOperation.Withdraw o => state with { Acknowledged = state.Acknowledged & ~(1 << o.Step) },
        PeriodOperation.Report o => state with { Feed = state.Feed.With(o.Given) },
        _ => state,
    };
}
