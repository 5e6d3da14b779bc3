using System.Diagnostics;
using Microsoft.AspNetCore.Http.Metadata;

namespace Periods.Gateway.Telemetry;

/// <summary>Completes what the framework says of a request's span when it begins: its name by the route, and how it was answered (HTTP conventions of OpenTelemetry).</summary>
internal static class RequestSpans
{
    public static Task Describe(HttpContext http, RequestDelegate next) => Activity.Current is { IsAllDataRequested: true } span ? Described(http, next, span) : next(http);

    private static async Task Described(HttpContext http, RequestDelegate next, Activity span)
    {
        try
        {
            await next(http);
        }
        finally
        {
            var status = http.Response.StatusCode;
            span.SetTag("http.response.status_code", status);
            if (http.GetEndpoint()?.Metadata.GetMetadata<IRouteDiagnosticsMetadata>()?.Route is { } route)
            {
                span.DisplayName = $"{http.Request.Method} {route}";
                span.SetTag("http.route", route);
            }
            else span.DisplayName = "HTTP";
            if (status >= StatusCodes.Status500InternalServerError) span.SetStatus(ActivityStatusCode.Error);
        }
    }
}
