using Periods.Audit;
using Periods.Gateway.Access;
using Periods.Gateway.Api;
using Periods.Gateway.Validation;

namespace Periods.Gateway.Audit;

/// <summary>Which refusals the audit log keeps, and in which business's log.</summary>
internal static class Refused
{
    /// <summary>
    /// A command that a rule refused, or a conflict, of whoever may command here; null of anything else: a 429 and a 503 are no judgement, and reads change nothing.
    /// The operator may name any business, so what speaks of one that is not there is not kept.
    /// </summary>
    public static RecordRefusal? ByRule(Operation operation, Call call, RefusalCode code) =>
        Refusals.Of(code) is { Status: >= 400 and < 500 and not StatusCodes.Status429TooManyRequests } error && operation.IsCommand && call.BusinessId != Guid.Empty
        && !(call.Identity.IsOperator && code == RefusalCode.BusinessNotFound)
            ? new(call.Sender, operation.Action, error.Code, PeriodOf(call.Http))
            : null;

    /// <summary>A user who asked for what the role, or the business, does not allow: kept by the user's own business, whichever was named. Null of the operator.</summary>
    public static RecordRefusal? ByRole(Operation operation, Identity identity, Origin origin, HttpContext http, Error error) =>
        identity.User is { } user && (operation.IsCommand || error == Error.Forbidden)
            ? new(new Caller(user.BusinessId, user.Id, Key: null, origin), operation.Action, error.Code, PeriodOf(http))
            : null;

    private static Guid? PeriodOf(HttpContext http) => UuidRule.Of(http.Request.RouteValues["period_id"] as string);
}
