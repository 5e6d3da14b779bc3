using Periods.Simulation.Tests.Model.Steps;

namespace Periods.Simulation.Tests.Model.Rules;

/// <summary>Who may do what: the matrix of roles and operations, and what the audit log calls each.</summary>
/// <param name="Action">The function that the operation's id begins with.</param>
/// <param name="Least">The least rank that may.</param>
/// <param name="ForOperator">Whether the operator may.</param>
/// <param name="IsCommand">Whether it asks for a change.</param>
internal sealed record Right(string Action, int Least, bool ForOperator, bool IsCommand)
{
    private const int Viewer = 0, Member = 1, Admin = 2, OperatorAlone = 4;

    public static Right Of(Step step) => step switch
    {
        Step.CreateBusiness => Command("create_business", OperatorAlone, forOperator: true),
        Step.AddUser => Command("add_business_user", Admin, forOperator: true),
        Step.IssueToken => Command("create_token", Admin, forOperator: true),
        Step.RevokeToken => Command("revoke_token", Viewer, forOperator: true),
        Step.ListTokens => Read("list_tokens", Viewer, forOperator: true),
        Step.AuditLog => Read("list_audit_log", Admin, forOperator: true),
        Step.VerifyAudit => Read("verify_period_audit", Admin, forOperator: true),
        Step.SetPolicy => Command("set_business_policy", Admin),
        Step.Create => Command("create_period", Admin),
        Step.Close or Step.ZenskarClose => Command("close_period", Admin),
        Step.Lock => Command("lock_period", Admin),
        Step.BulkLock => Command("bulk_lock_periods", Admin),
        Step.Reopen => Command("reopen_period", Admin),
        Step.SignOff => Command("create_period_sign_off", Member),
        Step.Revoke => Command("delete_period_sign_off", Member),
        Step.Acknowledge => Command("acknowledge_checklist_step", Member),
        Step.Withdraw => Command("delete_checklist_step_ack", Member),
        Step.Report => Command("report_close_inputs", Member),
        Step.Post => Command("create_journal_entry", Member),
        Step.Get or Step.ZenskarGet => Read("get_period", Viewer),
        Step.List or Step.ZenskarList => Read("list_periods", Viewer),
        Step.GetPolicy => Read("get_business_policy", Viewer),
        Step.Validate or Step.Readiness => Read("check_close_readiness", Viewer),
        Step.SignOffs => Read("list_period_sign_offs", Viewer),
        Step.Acknowledgements => Read("list_period_checklist_acks", Viewer),
        Step.Score => Read("get_close_score", Viewer),
        Step.History => Read("get_score_history", Viewer),
        Step.Entries => Read("list_journal_entries", Viewer),
        Step.CheckDays => Read("check_postings", Viewer),
        _ => throw new ArgumentOutOfRangeException(nameof(step), step, "Nobody may what nobody was given"),
    };

    /// <summary>The answer to who may not; null to who may.</summary>
    public static Expected? Bar(Step step, Sender by)
    {
        var right = Of(step);
        if (!by.IsKnown) return new(401, "not_authenticated");
        if (by.Who == Step.Outsider && step is not Step.CreateBusiness) return new(404, "business_not_found");
        return (by.IsOperator ? right.ForOperator : by.Rank >= right.Least) ? null : new(403, "forbidden");
    }

    /// <summary>Whether a barred call is kept in the log of the caller's business: what users asked for above their role, and commands on what is not theirs.</summary>
    public static bool IsKeptThough(Step step, Sender by, Expected barred) => by is { IsKnown: true, IsOperator: false } && (Of(step).IsCommand || barred.Status == 403);

    private static Right Command(string action, int least, bool forOperator = false) => new(action, least, forOperator, IsCommand: true);

    private static Right Read(string action, int least, bool forOperator = false) => new(action, least, forOperator, IsCommand: false);
}
