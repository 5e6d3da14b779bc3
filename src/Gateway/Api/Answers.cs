using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Periods.Gateway.Api;

/// <summary>Writes JSON answers whole, with their length, from a buffer that each thread keeps.</summary>
internal static class Answers
{
    public const string ContentType = "application/json";

    /// <summary>Of one tenant: no cache on the way may keep it for another, and the tenant's own asks whether it still is so.</summary>
    public const string CacheControl = "private, no-cache";

    /// <summary>What a client reads is JSON, not HTML: text stays as it was written, as FastAPI does.</summary>
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>What a thread keeps of its buffer: most answers fit, and a page of the longest ones would be kept for ever.</summary>
    private const int KeptBytesMax = 256 * 1024;

    [ThreadStatic]
    private static (ArrayBufferWriter<byte> Buffer, Utf8JsonWriter Writer)? _scratch;

    public static Task Write<T>(HttpContext http, int status, T body, JsonTypeInfo<T> json) => Write(http, status, Render(body, json));

    public static Task Write(HttpContext http, int status, ReadOnlySpan<byte> json) => Write(http, status, ContentType, json);

    /// <param name="error">As it is without a preference of the client's.</param>
    /// <param name="known">Which it is, where it is one of the table.</param>
    public static Task WriteError(HttpContext http, int status, ReadOnlySpan<byte> error, Error known = default) => ProblemDetails.ArePreferred(http.Request)
        ? Write(http, status, ProblemDetails.ContentType, ProblemDetails.Of(status, error, ProblemDetails.TypeOf(known, http.Response)))
        : Write(http, status, error);

    private static Task Write(HttpContext http, int status, string contentType, ReadOnlySpan<byte> json)
    {
        var response = http.Response;
        response.StatusCode = status;
        response.ContentType = contentType;
        response.ContentLength = json.Length;
        response.Headers.CacheControl = CacheControl;
        // A response that has started takes the bytes where they are sent from; the server sends them when the operation is done.
        var started = response.StartAsync();
        response.BodyWriter.Write(json);
        return started;
    }

    public static Task Write(HttpContext http, Error error)
    {
        // Whoever was told to come back is told when; a rate limit knows better.
        if (error.Status is StatusCodes.Status503ServiceUnavailable or StatusCodes.Status429TooManyRequests && http.Response.Headers.RetryAfter.Count == 0)
            http.Response.Headers.RetryAfter = error.RetryAfter.ToString(CultureInfo.InvariantCulture);
        return WriteError(http, error.Status, Render(new ErrorBody(error.Detail, error.Code), WireJson.Default.ErrorBody), error);
    }

    /// <summary>Valid until this thread renders again.</summary>
    public static ReadOnlySpan<byte> Render<T>(T body, JsonTypeInfo<T> json)
    {
        if (_scratch is not { Buffer.Capacity: <= KeptBytesMax }) _scratch = NewScratch();
        var (buffer, writer) = _scratch.Value;
        buffer.ResetWrittenCount();
        writer.Reset();
        JsonSerializer.Serialize(writer, body, json);
        return buffer.WrittenSpan;
    }

    private static (ArrayBufferWriter<byte> Buffer, Utf8JsonWriter Writer) NewScratch()
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        return (buffer, new Utf8JsonWriter(buffer, Plain));
    }
}
