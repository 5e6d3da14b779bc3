using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Periods.Gateway.Api;

/// <summary>
/// Refuses a request whose head is larger than any that the contract needs. The server would, too, but with the status alone: its own limits stand behind these, for what
/// is far too large.
/// </summary>
internal static class RequestHead
{
    private const int TimesOurs = 4;

    public static void Guard(KestrelServerLimits server)
    {
        server.MaxRequestLineSize = TimesOurs * Limits.RequestTargetLengthMax;
        server.MaxRequestHeaderCount = TimesOurs * Limits.RequestHeadersMax;
        server.MaxRequestHeadersTotalSize = Limits.RequestHeadersBytesMax;
    }

    public static Task Check(HttpContext http, RequestDelegate next)
    {
        if (http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget.Length > Limits.RequestTargetLengthMax) return Answers.Write(http, Error.TargetTooLong);
        return http.Request.Headers.Count > Limits.RequestHeadersMax ? Answers.Write(http, Error.TooManyHeaders) : next(http);
    }
}
