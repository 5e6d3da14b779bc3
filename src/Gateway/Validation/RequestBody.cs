using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Periods.Gateway.Validation;

/// <summary>The body of a request as one JSON value, or the one problem that keeps it from being an object with fields.</summary>
internal sealed class RequestBody : IDisposable
{
    public const string Malformed = "json_invalid";

    private static readonly JsonDocumentOptions Options = new() { MaxDepth = Limits.JsonDepthMax };

    private readonly PooledBytes _bytes;
    private readonly JsonDocument? _document;

    private RequestBody(PooledBytes bytes, JsonDocument? document, Sent value, Problem? problem)
    {
        _bytes = bytes;
        _document = document;
        Value = value;
        Problem = problem;
    }

    public ReadOnlyMemory<byte> Bytes => _bytes.Memory;

    /// <summary>An object unless there is a problem.</summary>
    public Sent Value { get; }

    public Problem? Problem { get; }

    public static async ValueTask<(RequestBody? Body, BodyFailure Failure)> Read(HttpContext http, int bytesMax, bool isOptional)
    {
        var bytes = await PooledBytes.ReadBody(http, bytesMax);
        if (bytes is null) return (null, BodyFailure.TooLarge);

        // Of a header sent twice the first counts, as in Starlette.
        var contentType = http.Request.Headers.ContentType is [var first, ..] ? first : null;
        var body = Utf8.IsValid(bytes.Memory.Span) ? Of(bytes, JsonContentType.Is(contentType), isOptional) : null;
        if (body is not null) return (body, BodyFailure.None);
        bytes.Dispose();
        return (null, BodyFailure.Undecodable);
    }

    public void Dispose()
    {
        _document?.Dispose();
        _bytes.Dispose();
    }

    private static RequestBody? Of(PooledBytes bytes, bool isJson, bool isOptional)
    {
        if (bytes.Memory.IsEmpty) return isOptional ? new(bytes, null, Sent.EmptyObject, null) : Refused(bytes, Location.Body, Faults.Missing, Sent.Null);
        if (!isJson) return Refused(bytes, Location.Body, Faults.NotAnObject, new Sent(Encoding.UTF8.GetString(bytes.Memory.Span)));

        // Python skips a byte order mark and does not count it.
        var json = bytes.Memory.Span.StartsWith(Encoding.UTF8.Preamble) ? bytes.Memory[Encoding.UTF8.Preamble.Length..] : bytes.Memory;
        if (TryParse(json) is { } document) return Parsed(bytes, document, isOptional);
        if (MalformedJson.Find(json.Span) is not { } malformed) return null;
        return Refused(
            bytes,
            Location.Body.Item(malformed.Offset),
            new(Malformed, "JSON decode error", new ContextEntry("error", malformed.Text)),
            Sent.EmptyObject);
    }

    private static RequestBody Parsed(PooledBytes bytes, JsonDocument document, bool isOptional)
    {
        var value = new Sent(document.RootElement);
        if (isOptional && value.Kind == JsonValueKind.Null) value = Sent.EmptyObject;
        var problem = value.Kind switch
        {
            JsonValueKind.Object => null,
            JsonValueKind.Null => new Problem(Location.Body, Faults.Missing, value),
            _ => new Problem(Location.Body, Faults.NotAnObject, value),
        };
        return new(bytes, document, value, problem);
    }

    private static RequestBody Refused(PooledBytes bytes, Location at, Fault fault, Sent input) =>
        new(bytes, null, default, new Problem(at, fault, input));

    private static JsonDocument? TryParse(ReadOnlyMemory<byte> json)
    {
        try
        {
            return JsonDocument.Parse(json, Options);
        }
        catch (JsonException)
        {
            // The parser has no other way to say no. Its reason is not kept: the contract wants Python's.
            return null;
        }
    }
}
