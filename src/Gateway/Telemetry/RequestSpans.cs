using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.Http.Metadata;

namespace Periods.Gateway.Telemetry;

/// <summary>
/// The spans of requests, by the HTTP conventions of OpenTelemetry. The framework would make one for every request as soon as anybody listens, recorded or not, and
/// carry it through everything the request does; here a request that is not recorded costs a look at one header.
/// </summary>
/// <param name="ratio">Of the requests whose caller does not say, the share that is recorded: 0 to 1.</param>
internal sealed class RequestSpans(double ratio)
{
    private static readonly ActivitySource Source = new("Periods.Gateway");

    public Task Record(HttpContext http, RequestDelegate next) => IsChosen(http.Request, out var caller) ? Recorded(http, next, caller) : next(http);

    /// <param name="caller">The span of the caller (W3C Trace Context); default when there is none.</param>
    private bool IsChosen(HttpRequest request, out ActivityContext caller)
    {
        if (request.Headers.TraceParent is [{ } parent, ..] && ActivityContext.TryParse(parent, request.Headers.TraceState, isRemote: true, out caller))
            return caller.TraceFlags.HasFlag(ActivityTraceFlags.Recorded);
        caller = default;
        return Random.Shared.NextDouble() < ratio;
    }

    private static async Task Recorded(HttpContext http, RequestDelegate next, ActivityContext caller)
    {
        using var span = Source.StartActivity("HTTP", ActivityKind.Server, caller);
        try
        {
            await next(http);
        }
        finally
        {
            if (span is not null) Describe(span, http);
        }
    }

    private static void Describe(Activity span, HttpContext http)
    {
        var (request, status) = (http.Request, http.Response.StatusCode);
        span.SetTag("http.request.method", request.Method);
        span.SetTag("url.scheme", request.Scheme);
        span.SetTag("url.path", request.Path.ToUriComponent());
        span.SetTag("server.address", request.Host.Host);
        span.SetTag("http.response.status_code", status);
        if (http.GetEndpoint()?.Metadata.GetMetadata<IRouteDiagnosticsMetadata>()?.Route is { } route)
        {
            span.DisplayName = $"{request.Method} {route}";
            span.SetTag("http.route", route);
        }
        if (status < StatusCodes.Status500InternalServerError) return;
        span.SetTag("error.type", status.ToString(CultureInfo.InvariantCulture));
        span.SetStatus(ActivityStatusCode.Error);
    }
}
