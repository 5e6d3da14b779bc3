using Periods.Closing;
using Periods.Gateway.Access;
using Periods.Gateway.Api;
using Periods.Gateway.Scoring;
using Periods.Gateway.Validation;

namespace Periods.Gateway.Closing;

/// <summary>What upstream systems report of a period. A field left out stays as it was; null takes the report back.</summary>
internal static class CloseInputsEndpoints
{
    public static readonly Operation Report = Operation.Put(
        "/api/v1/accounting-periods/{period_id}/close-inputs",
        "report_close_inputs_api_v1_accounting_periods__period_id__close_inputs_put", Permission.Review, call => call.Handle(
            static call => (PeriodId: call.Input.PathUuid("period_id"), Command: Read(call)),
            static (call, request) => call.Period(request.PeriodId).ReportInputs(request.Command),
            StatusCodes.Status200OK, CloseScoreBody.Of, WireJson.Default.CloseScoreBody));

    private static ReportInputs Read(Call call)
    {
        var body = call.Body;
        return new ReportInputs(
            call.Caller,
            Count(body, "transaction_count"),
            Count(body, "unreviewed_count"),
            Count(body, "uncategorized_count"),
            Part(body, "reconciliations", static part => new Reconciliations(Required(part, "required"), Required(part, "completed"))),
            Part(body, "anomalies", static part => new Anomalies(OrNone(part, "high"), OrNone(part, "medium"), OrNone(part, "low"))),
            call.Expected);
    }

    private static Change<long?> Count(Fields body, string name)
    {
        var given = body.GivenInteger(name, 0, Limits.InputCountMax);
        return new(given.IsPresent, given.HasValue ? given.Value : null);
    }

    private static Change<T?> Part<T>(Fields body, string name, Func<Fields, T> read)
        where T : class
    {
        var given = body.GivenObject(name);
        return new(given.IsPresent, given.HasValue ? read(given.Value) : null);
    }

    private static long Required(Fields part, string name) => part.Integer(name, 0, Limits.InputCountMax);

    /// <summary>A severity nobody mentions has no open anomalies.</summary>
    private static long OrNone(Fields part, string name) => part.OptionalInteger(name, 0, Limits.InputCountMax) ?? 0;
}
