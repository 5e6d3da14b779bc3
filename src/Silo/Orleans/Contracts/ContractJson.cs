using System.Text.Json.Serialization;
using Periods.Access;
using Periods.Audit;
using Periods.Businesses;
using Periods.Closing;
using Periods.Grains;
using Periods.Posting;
using Periods.Scoring;

namespace Periods.Silo.Orleans.Contracts;

/// <summary>Contract types as JSON between silos, in the spelling everything of ours is stored in. What follows from the rest is not sent.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    IgnoreReadOnlyProperties = true,
    Converters =
    [
        typeof(EnumText<RefusalCode>), typeof(EnumText<PeriodStatus>), typeof(EnumText<PeriodSort>), typeof(EnumText<ReviewRole>),
        typeof(EnumText<BusinessRole>), typeof(EnumText<DebitCredit>),
    ])]
[JsonSerializable(typeof(CreateBusiness))]
[JsonSerializable(typeof(CreatePeriod))]
[JsonSerializable(typeof(ClosePeriod))]
[JsonSerializable(typeof(LockPeriod))]
[JsonSerializable(typeof(ReopenPeriod))]
[JsonSerializable(typeof(BulkLockPeriods))]
[JsonSerializable(typeof(SetPolicy))]
[JsonSerializable(typeof(ListPeriods))]
[JsonSerializable(typeof(Outcome<BusinessView>))]
[JsonSerializable(typeof(Outcome<PeriodView>))]
[JsonSerializable(typeof(Outcome<PeriodPage>))]
[JsonSerializable(typeof(Outcome<BulkLockResult>))]
[JsonSerializable(typeof(Outcome<ClosePolicy>))]
[JsonSerializable(typeof(Outcome<CloseValidation>))]
[JsonSerializable(typeof(SignOff))]
[JsonSerializable(typeof(RevokeSignOff))]
[JsonSerializable(typeof(AcknowledgeStep))]
[JsonSerializable(typeof(WithdrawAcknowledgement))]
[JsonSerializable(typeof(ReportInputs))]
[JsonSerializable(typeof(Outcome<SignOffView>))]
[JsonSerializable(typeof(Outcome<SignOffList>))]
[JsonSerializable(typeof(Outcome<ChecklistAckView>))]
[JsonSerializable(typeof(Outcome<ChecklistAckList>))]
[JsonSerializable(typeof(Outcome<CloseReadiness>))]
[JsonSerializable(typeof(Outcome<Done>))]
[JsonSerializable(typeof(Outcome<ScoreView>))]
[JsonSerializable(typeof(Outcome<ScoreHistory>))]
[JsonSerializable(typeof(ScoreView))]
[JsonSerializable(typeof(ScoreNotice))]
[JsonSerializable(typeof(PostEntry))]
[JsonSerializable(typeof(CheckPosting))]
[JsonSerializable(typeof(ListEntries))]
[JsonSerializable(typeof(Outcome<EntryReceipt>))]
[JsonSerializable(typeof(Outcome<PostingChecks>))]
[JsonSerializable(typeof(Outcome<EntryPage>))]
[JsonSerializable(typeof(AddUser))]
[JsonSerializable(typeof(AddFirstUser))]
[JsonSerializable(typeof(IssueToken))]
[JsonSerializable(typeof(TokenHash))]
[JsonSerializable(typeof(FindUsers))]
[JsonSerializable(typeof(Outcome<UserView>))]
[JsonSerializable(typeof(Outcome<UserList>))]
[JsonSerializable(typeof(Outcome<TokenView>))]
[JsonSerializable(typeof(RevokeToken))]
[JsonSerializable(typeof(NoteTokenUses))]
[JsonSerializable(typeof(ListTokens))]
[JsonSerializable(typeof(Outcome<TokenPage>))]
[JsonSerializable(typeof(Outcome<Principal>))]
[JsonSerializable(typeof(RecordRefusal))]
[JsonSerializable(typeof(RecordLeftOut))]
[JsonSerializable(typeof(ListAudit))]
[JsonSerializable(typeof(Outcome<AuditPage>))]
[JsonSerializable(typeof(Outcome<ChainReport>))]
internal sealed partial class ContractJson : JsonSerializerContext;
