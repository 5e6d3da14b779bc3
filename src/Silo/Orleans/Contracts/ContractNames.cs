using Periods.Access;
using Periods.Audit;
using Periods.Businesses;
using Periods.Closing;
using Periods.Posting;
using Periods.Scoring;

namespace Periods.Silo.Orleans.Contracts;

/// <summary>What contract types are called between silos. A name stays when the C# type is renamed; a form that old silos cannot read gets a new one.</summary>
internal static class ContractNames
{
    public static readonly IReadOnlyDictionary<Type, string> All = new Dictionary<Type, string>
    {
        [typeof(Outcome<>)] = "periods.outcome`1",

        [typeof(CreateBusiness)] = "periods.create-business",
        [typeof(CreatePeriod)] = "periods.create-period",
        [typeof(ClosePeriod)] = "periods.close-period",
        [typeof(LockPeriod)] = "periods.lock-period",
        [typeof(ReopenPeriod)] = "periods.reopen-period",
        [typeof(BulkLockPeriods)] = "periods.bulk-lock-periods",
        [typeof(SetPolicy)] = "periods.set-policy",
        [typeof(ListPeriods)] = "periods.list-periods",
        [typeof(BusinessView)] = "periods.business",
        [typeof(PeriodView)] = "periods.period",
        [typeof(PeriodPage)] = "periods.period-page",
        [typeof(BulkLockResult)] = "periods.bulk-lock-result",
        [typeof(ClosePolicy)] = "periods.close-policy",
        [typeof(CloseValidation)] = "periods.close-validation",

        [typeof(SignOff)] = "periods.sign-off",
        [typeof(RevokeSignOff)] = "periods.revoke-sign-off",
        [typeof(AcknowledgeStep)] = "periods.acknowledge-step",
        [typeof(WithdrawAcknowledgement)] = "periods.withdraw-acknowledgement",
        [typeof(ReportInputs)] = "periods.report-inputs",
        [typeof(SignOffView)] = "periods.signed-off",
        [typeof(SignOffList)] = "periods.sign-offs",
        [typeof(ChecklistAckView)] = "periods.acknowledgement",
        [typeof(ChecklistAckList)] = "periods.acknowledgements",
        [typeof(CloseReadiness)] = "periods.close-readiness",
        [typeof(Done)] = "periods.done",

        [typeof(ScoreView)] = "periods.score",
        [typeof(ScoreHistory)] = "periods.score-history",
        [typeof(ScoreNotice)] = "periods.score-notice",

        [typeof(PostEntry)] = "periods.post-entry",
        [typeof(CheckPosting)] = "periods.check-posting",
        [typeof(ListEntries)] = "periods.list-entries",
        [typeof(EntryReceipt)] = "periods.entry-receipt",
        [typeof(PostingChecks)] = "periods.posting-checks",
        [typeof(EntryPage)] = "periods.entry-page",

        [typeof(AddUser)] = "periods.add-user",
        [typeof(AddFirstUser)] = "periods.add-first-user",
        [typeof(IssueToken)] = "periods.issue-token",
        [typeof(TokenHash)] = "periods.token-hash",
        [typeof(RevokeToken)] = "periods.revoke-token",
        [typeof(NoteTokenUses)] = "periods.note-token-uses",
        [typeof(ListTokens)] = "periods.list-tokens",
        [typeof(FindUsers)] = "periods.find-users",
        [typeof(UserView)] = "periods.user",
        [typeof(UserList)] = "periods.users",
        [typeof(TokenView)] = "periods.token",
        [typeof(TokenPage)] = "periods.tokens",
        [typeof(Principal)] = "periods.principal",

        [typeof(RecordRefusal)] = "periods.record-refusal",
        [typeof(RecordLeftOut)] = "periods.record-left-out",
        [typeof(ListAudit)] = "periods.list-audit",
        [typeof(AuditPage)] = "periods.audit-page",
        [typeof(ChainReport)] = "periods.chain-report",
    };

    /// <summary>Whether a type is a contract's: also an outcome of any reply.</summary>
    public static bool Has(Type type) => All.ContainsKey(type.IsGenericType ? type.GetGenericTypeDefinition() : type);
}
