using Periods.Businesses;
using Periods.Closing;
using Periods.Gateway.Access;
using Periods.Gateway.Api;
using Periods.Gateway.Validation;

namespace Periods.Gateway.Closing;

/// <summary>The periods of a business and their lifecycle, in the Day Zero dialect (contract §a.3, 1 to 7).</summary>
internal static class PeriodEndpoints
{
    /// <summary>The vendor's default.</summary>
    private const string BulkLockReason = "Historical migration - bulk locked";

    private static readonly Choices<PeriodStatus> Statuses = new(("open", PeriodStatus.Open), ("closed", PeriodStatus.Closed), ("locked", PeriodStatus.Locked));

    public static readonly Operation List = Operation.Get(
        "/api/v1/accounting-periods", "list_periods_api_v1_accounting_periods_get", Permission.Read, PeriodListing.Run);

    public static readonly Operation Create = Operation.Post(
        "/api/v1/accounting-periods", "create_period_api_v1_accounting_periods_post", Permission.Close, call => call.Handle(
            static call => new CreatePeriod(call.Caller, Guid.NewGuid(), call.Body.Date("period_start"), call.Body.Date("period_end")),
            static (call, request) => call.Business.CreatePeriod(request),
            AnswerCreated));

    public static readonly Operation Get = Operation.Get(
        "/api/v1/accounting-periods/{period_id}", "get_period_api_v1_accounting_periods__period_id__get", Permission.Read, call => call.HandleTagged(
            static call => new PeriodPath(call.Input.PathUuid("period_id")),
            static (call, path) => call.Business.GetPeriod(path.PeriodId),
            static period => period.Tag,
            static (call, period) => Answer(call, StatusCodes.Status200OK, period)));

    public static readonly Operation Close = Operation.Post(
        "/api/v1/accounting-periods/close", "close_period_api_v1_accounting_periods_close_post", Permission.Close, call => call.Handle(
            static call => new ClosePeriod(
                call.Caller, Guid.NewGuid(), call.Body.Date("period_end"), call.Body.OptionalText("lock_reason", Limits.NotesLengthMax), Name: null, Ordered: false,
                call.Body.Flag("force", false), call.Expected),
            static (call, request) => call.Business.ClosePeriod(request),
            AnswerCreated));

    public static readonly Operation Lock = Operation.Post(
        "/api/v1/accounting-periods/{period_id}/lock", "lock_period_api_v1_accounting_periods__period_id__lock_post", Permission.Close, call => call.Handle(
            static call => new LockPeriod(
                call.Caller, call.Input.PathUuid("period_id"), call.Body.OptionalText("lock_reason", Limits.NotesLengthMax), call.Expected),
            static (call, request) => call.Business.LockPeriod(request),
            AnswerCreated));

    public static readonly Operation Reopen = Operation.Post(
        "/api/v1/accounting-periods/{period_id}/reopen", "reopen_period_api_v1_accounting_periods__period_id__reopen_post", Permission.Close, call => call.Handle(
            static call => new ReopenPeriod(
                call.Caller, call.Input.PathUuid("period_id"), Reason.Read(call.Body, "reopen_reason"), call.Expected),
            static (call, request) => call.Business.ReopenPeriod(request),
            AnswerCreated));

    public static readonly Operation BulkLock = Operation.Post(
        "/api/v1/accounting-periods/bulk-lock", "bulk_lock_periods_api_v1_accounting_periods_bulk_lock_post", Permission.Close, call => call.Handle(
            static call => new BulkLockPeriods(
                call.Caller,
                call.Body.Uuids("period_ids", 1, Limits.BulkLockPeriodsMax),
                call.Body.OptionalText("lock_reason", Limits.NotesLengthMax) is { } reason && !string.IsNullOrWhiteSpace(reason) ? reason : BulkLockReason),
            static (call, request) => call.Business.BulkLockPeriods(request),
            StatusCodes.Status201Created, BulkLockBody.Of, WireJson.Default.BulkLockBody));

    private static Task AnswerCreated(Call call, PeriodView period) => Answer(call, StatusCodes.Status201Created, period);

    private static Task Answer(Call call, int status, PeriodView period)
    {
        call.Tag(period.Tag);
        return call.Answer(status, PeriodBody.Of(period), WireJson.Default.PeriodBody);
    }

    /// <summary>Reads the <c>status</c> filter.</summary>
    public static PeriodStatus? StatusFilter(Call call) => call.Input.QueryChoice("status", Statuses);
}
