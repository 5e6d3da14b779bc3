namespace Periods.Gateway.Api;

/// <summary>Every error but a 422: <c>{"detail": "text", "code": "machine_readable"}</c> (contract, "settled").</summary>
internal sealed record ErrorBody(string Detail, string Code);

/// <summary>An error with its status.</summary>
internal readonly record struct Error(int Status, string Code, string Detail)
{
    /// <summary>Seconds after which a 429 or 503 may be over, where nothing else says so.</summary>
    public int RetryAfter { get; init; } = 1;

    public static readonly Error NotAuthenticated = new(StatusCodes.Status401Unauthorized, "not_authenticated", "Not authenticated");
    public static readonly Error Forbidden = new(StatusCodes.Status403Forbidden, "forbidden", "Not enough permissions");
    public static readonly Error BodyTooLarge = new(StatusCodes.Status413PayloadTooLarge, "body_too_large", "Request body is too large");
    public static readonly Error BodyUndecodable = new(StatusCodes.Status400BadRequest, "body_undecodable", "There was an error parsing the body");
    public static readonly Error MalformedRequest = new(StatusCodes.Status400BadRequest, "malformed_request", "Invalid request parameters");
    public static readonly Error InvalidCursor = new(StatusCodes.Status400BadRequest, "invalid_cursor", "The cursor does not belong to this list and sort order");
    public static readonly Error TooManyStreams = new(StatusCodes.Status429TooManyRequests, "too_many_streams", "Too many open streams on this token");
    public static readonly Error TooManyRequests = new(StatusCodes.Status429TooManyRequests, "too_many_requests", "Too many requests of this business at once");
    public static readonly Error RateLimitExceeded = new(StatusCodes.Status429TooManyRequests, "rate_limit_exceeded", "Too many requests within a minute");
    public static readonly Error TargetTooLong = new(StatusCodes.Status414UriTooLong, "target_too_long", "Path and query are too long");
    public static readonly Error TooManyHeaders = new(StatusCodes.Status431RequestHeaderFieldsTooLarge, "too_many_headers", "Too many header fields");
    public static readonly Error RouteNotFound = new(StatusCodes.Status404NotFound, "not_found", "Not Found");
    public static readonly Error MethodNotAllowed = new(StatusCodes.Status405MethodNotAllowed, "method_not_allowed", "Method Not Allowed");
    public static readonly Error Internal = new(StatusCodes.Status500InternalServerError, "internal_error", "Internal Server Error");
}
