using Periods.Gateway.Access;
using Periods.Gateway.Api;

namespace Periods.Gateway.Audit;

/// <summary>The audit log, for who administers a business, and for the operator.</summary>
internal static class AuditEndpoints
{
    public static readonly Operation List = Operation.Get("/api/v1/audit-log", "list_audit_log_api_v1_audit_log_get", Permission.Administer, AuditListing.Run) with { ReadsHistory = true };

    public static readonly Operation Verify = Operation.Get(
        "/api/v1/accounting-periods/{period_id}/audit/verify",
        "verify_period_audit_api_v1_accounting_periods__period_id__audit_verify_get", Permission.Administer, call => call.Handle(
            static call => call.Input.PathUuid("period_id"),
            static (call, periodId) => call.Audit.VerifyPeriod(periodId, call.Http.RequestAborted),
            StatusCodes.Status200OK, ChainReportBody.Of, WireJson.Default.ChainReportBody)) with { ReadsHistory = true };
}
