using Periods.Businesses;
using Periods.Gateway.Access;
using Periods.Gateway.Api;

namespace Periods.Gateway.Closing;

/// <summary>What stands in the way of a close, in both dialects. Both only look, though by POST: who may read may ask.</summary>
internal static class CloseReadinessEndpoints
{
    public static readonly Operation Check = Operation.Post(
        "/api/v1/accounting-periods/{period_id}/close-readiness",
        "check_close_readiness_api_v1_accounting_periods__period_id__close_readiness_post", Permission.Read, call => call.Handle(
            static call => new PeriodPath(call.Input.PathUuid("period_id")),
            static (call, path) => call.Period(path.PeriodId).CheckReadiness(),
            StatusCodes.Status201Created, CloseReadinessBody.Of, WireJson.Default.CloseReadinessBody)) with { HasBody = false };

    public static readonly Operation Validate = new(
        "POST", "/accounting_new/periods/validate-close", "Validate-period-close", Dialect.Zenskar, Permission.Read, HasBody: true, Run: call => call.Handle(
            static call => new ClosePeriod(
                new Caller(call.BusinessId, Guid.Empty), Guid.NewGuid(), call.Body.Date("end_date"), Reason: null, Name: null, Ordered: true),
            static (call, request) => call.Business.ValidateClose(request),
            StatusCodes.Status200OK, ZenskarValidationBody.Of, WireJson.Default.ZenskarValidationBody));
}
