using System.Diagnostics;

namespace Periods.Gateway.Logging;

/// <summary>A line for every request, for who looks for one: off unless <c>Logging__LogLevel__Requests</c> is Information.</summary>
internal static partial class RequestLog
{
    public const string Category = "Requests";

    /// <summary>A request that is not logged does not come by here at all.</summary>
    public static void Use(IApplicationBuilder app, ILoggerFactory logs)
    {
        var log = logs.CreateLogger(Category);
        if (log.IsEnabled(LogLevel.Information)) app.Use(next => http => Run(http, next, log));
    }

    private static async Task Run(HttpContext http, RequestDelegate next, ILogger log)
    {
        var began = Stopwatch.GetTimestamp();
        try
        {
            await next(http);
        }
        finally
        {
            var (requestId, business, period) = RequestFacts.Of(http);
            LogRequest(
                log, http.Request.Method, http.Request.Path.ToUriComponent(), http.Response.StatusCode, Stopwatch.GetElapsedTime(began).TotalMilliseconds,
                requestId, Activity.Current?.TraceId.ToHexString(), business, period);
        }
    }

    [LoggerMessage(Level = LogLevel.Information,
        Message = "{Method} {Path} {Status} in {Milliseconds:0.0} ms request={RequestId} trace={TraceId} business={Business} period={Period}")]
    private static partial void LogRequest(
        ILogger log, string method, string path, int status, double milliseconds, string requestId, string? traceId, Guid? business, Guid? period);
}
