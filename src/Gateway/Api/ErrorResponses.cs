using Microsoft.AspNetCore.Connections;
using Periods.Gateway.Logging;

namespace Periods.Gateway.Api;

/// <summary>Answers in the contract's shape what never reached an operation: no such route, wrong method, a request the server gave up on, a fault of ours.</summary>
internal static partial class ErrorResponses
{
    public static Func<HttpContext, RequestDelegate, Task> Middleware(ILogger log) => (http, next) => Run(http, next, log);

    private static async Task Run(HttpContext http, RequestDelegate next, ILogger log)
    {
        try
        {
            await next(http);
            if (http.Response.HasStarted || http.Response.ContentLength is not null) return;
            if (http.Response.StatusCode == StatusCodes.Status404NotFound) await Answers.Write(http, Error.RouteNotFound);
            if (http.Response.StatusCode == StatusCodes.Status405MethodNotAllowed) await Answers.Write(http, Error.MethodNotAllowed);
        }
        catch (Exception e) when (http.RequestAborted.IsCancellationRequested || IsOfTheConnection(e) || (e is OperationCanceledException && IsOfTheConnection(e.InnerException)))
        {
            // The client is gone, or the service is leaving it: there is nobody to answer, only to count.
            if (!http.Response.HasStarted) http.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
            http.Abort();
        }
        catch (BadHttpRequestException e)
        {
            await Answer(http, Of(e.StatusCode));
        }
        // A chunk whose announced size no number of the server's holds: it does not call that a bad request itself.
        catch (IOException e) when (e.InnerException is OverflowException)
        {
            await Answer(http, Error.MalformedRequest);
        }
        catch (Exception e)
        {
            var (requestId, business, period) = RequestFacts.Of(http);
            LogFault(log, e, http.Request.Method, http.GetEndpoint()?.DisplayName, requestId, business, period);
            await Answer(http, Error.Internal);
        }
    }

    private static Error Of(int status) => status switch
    {
        StatusCodes.Status413PayloadTooLarge => Error.BodyTooLarge,
        // Behind the body, as trailers.
        StatusCodes.Status431RequestHeaderFieldsTooLarge => Error.TooManyHeaders,
        _ => Error.MalformedRequest with { Status = status },
    };

    private static bool IsOfTheConnection(Exception? e) => e is ConnectionResetException or ConnectionAbortedException;

    private static Task Answer(HttpContext http, Error error)
    {
        if (!http.Response.HasStarted) return Answers.Write(http, error);
        http.Abort();
        return Task.CompletedTask;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A fault of the service: {Method} {Route} request={RequestId} business={Business} period={Period}")]
    private static partial void LogFault(ILogger log, Exception fault, string method, string? route, string requestId, Guid? business, Guid? period);
}
