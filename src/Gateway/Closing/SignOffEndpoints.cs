using Periods.Closing;
using Periods.Gateway.Access;
using Periods.Gateway.Api;
using Periods.Gateway.Validation;

namespace Periods.Gateway.Closing;

/// <summary>Sign-offs of a period (contract §a.3, 11 to 13).</summary>
internal static class SignOffEndpoints
{
    public const int RoleCount = 4;

    public static readonly Choices<ReviewRole> Roles = new(
        ("preparer", ReviewRole.Preparer), ("reviewer", ReviewRole.Reviewer), ("controller", ReviewRole.Controller), ("partner", ReviewRole.Partner));

    public static readonly Operation Create = Operation.Post(
        "/api/v1/accounting-periods/{period_id}/sign-offs",
        "create_period_sign_off_api_v1_accounting_periods__period_id__sign_offs_post", Permission.Review, call => call.Handle(
            static call => (PeriodId: call.Input.PathUuid("period_id"), Command: new SignOff(
                call.Caller, Guid.NewGuid(), call.Body.Choice("role", Roles), call.Body.OptionalText("notes", Limits.NotesLengthMax), call.Expected)),
            static (call, request) => call.Period(request.PeriodId).SignOff(request.Command),
            StatusCodes.Status201Created, SignOffBody.Of, WireJson.Default.SignOffBody));

    public static readonly Operation List = Operation.Get(
        "/api/v1/accounting-periods/{period_id}/sign-offs",
        "list_period_sign_offs_api_v1_accounting_periods__period_id__sign_offs_get", Permission.Read, call => call.Handle(
            static call => new PeriodPath(call.Input.PathUuid("period_id")),
            static (call, path) => call.Period(path.PeriodId).ListSignOffs(),
            StatusCodes.Status200OK, SignOffListBody.Of, WireJson.Default.SignOffListBody));

    public static readonly Operation Delete = Operation.Delete(
        "/api/v1/accounting-periods/{period_id}/sign-offs",
        "delete_period_sign_off_api_v1_accounting_periods__period_id__sign_offs_delete", Permission.Review, call => call.Handle(
            static call => (PeriodId: call.Input.PathUuid("period_id"), Command: new RevokeSignOff(
                call.Caller, call.Input.RequiredQueryChoice("role", Roles), call.Expected)),
            static (call, request) => call.Period(request.PeriodId).RevokeSignOff(request.Command),
            static (call, _) => call.AnswerNothing()));
}
