using Periods.Gateway.Api;
using Periods.Gateway.Validation;

namespace Periods.Gateway.Logging;

/// <summary>What a line of the log says about the request it belongs to.</summary>
/// <param name="Business">The one the request names, whether the caller may enter it or not; null when it names none by an id.</param>
internal readonly record struct RequestFacts(string RequestId, Guid? Business, Guid? Period)
{
    public static RequestFacts Of(HttpContext http) => new(
        http.TraceIdentifier,
        UuidRule.Of(http.Request.Headers[Dialect.DayZero.BusinessHeader]) ?? UuidRule.Of(http.Request.Headers[Dialect.Zenskar.BusinessHeader]),
        UuidRule.Of(http.Request.RouteValues["period_id"] as string));
}
