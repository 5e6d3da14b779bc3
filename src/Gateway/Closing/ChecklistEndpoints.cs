using Periods.Closing;
using Periods.Gateway.Access;
using Periods.Gateway.Api;

namespace Periods.Gateway.Closing;

/// <summary>Acknowledgements of the manual steps of the checklist (contract §a.3, 14 to 16).</summary>
internal static class ChecklistEndpoints
{
    public static readonly Operation List = Operation.Get(
        "/api/v1/accounting-periods/{period_id}/checklist-acks",
        "list_period_checklist_acks_api_v1_accounting_periods__period_id__checklist_acks_get", Permission.Read, call => call.Handle(
            static call => new PeriodPath(call.Input.PathUuid("period_id")),
            static (call, path) => call.Period(path.PeriodId).ListAcknowledgements(),
            StatusCodes.Status200OK, ChecklistAckListBody.Of, WireJson.Default.ChecklistAckListBody));

    public static readonly Operation Acknowledge = Operation.Put(
        "/api/v1/accounting-periods/{period_id}/checklist-acks/{step_id}",
        "acknowledge_checklist_step_api_v1_accounting_periods__period_id__checklist_acks__step_id__put", Permission.Review, call => call.Handle(
            static call => (PeriodId: call.Input.PathUuid("period_id"), Command: Read(call)),
            static (call, request) => call.Period(request.PeriodId).AcknowledgeStep(request.Command),
            StatusCodes.Status200OK, ChecklistAckBody.Of, WireJson.Default.ChecklistAckBody));

    public static readonly Operation Withdraw = Operation.Delete(
        "/api/v1/accounting-periods/{period_id}/checklist-acks/{step_id}",
        "delete_checklist_step_ack_api_v1_accounting_periods__period_id__checklist_acks__step_id__delete", Permission.Review, call => call.Handle(
            static call => (PeriodId: call.Input.PathUuid("period_id"), Command: new WithdrawAcknowledgement(call.Caller, StepId(call), call.Expected)),
            static (call, request) => call.Period(request.PeriodId).WithdrawAcknowledgement(request.Command),
            static (call, _) => call.AnswerNothing()));

    /// <summary>A step is waived for a reason, which the notes give.</summary>
    private static AcknowledgeStep Read(Call call)
    {
        var (step, waived) = (StepId(call), call.Body.Flag("waived", false));
        var notes = waived ? Reason.Read(call.Body, "notes") : call.Body.OptionalText("notes", Limits.NotesLengthMax);
        return new(call.Caller, Guid.NewGuid(), step, notes, call.Expected, waived);
    }

    private static string StepId(Call call) => call.Input.PathText("step_id", Limits.NameLengthMax);
}
