using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Periods.Echo;

/// <summary>Answers read once, written as they are.</summary>
/// <param name="folder">Holds NAME.json for each route; null for none.</param>
internal sealed class Answers(string? folder)
{
    public RequestDelegate AtOnce(string name)
    {
        var bytes = Load(name);
        return async http => await Write(http, StatusCodes.Status200OK, bytes);
    }

    /// <summary>Reads the body into <typeparamref name="T"/> first.</summary>
    public RequestDelegate After<T>(JsonTypeInfo<T> json, int status, string name)
        where T : class
    {
        var bytes = Load(name);
        return async http =>
        {
            var body = await Parse(http, json);
            await Write(http, body is null ? StatusCodes.Status422UnprocessableEntity : status, bytes);
        };
    }

    private static async ValueTask<T?> Parse<T>(HttpContext http, JsonTypeInfo<T> json)
        where T : class
    {
        var reader = http.Request.BodyReader;
        var read = await reader.ReadAsync(http.RequestAborted);
        while (!read.IsCompleted)
        {
            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
            read = await reader.ReadAsync(http.RequestAborted);
        }
        var body = Deserialize(read.Buffer, json);
        reader.AdvanceTo(read.Buffer.End);
        return body;
    }

    private static T? Deserialize<T>(in ReadOnlySequence<byte> text, JsonTypeInfo<T> json)
        where T : class
    {
        var reader = new Utf8JsonReader(text);
        return JsonSerializer.Deserialize(ref reader, json);
    }

    private static ValueTask<FlushResult> Write(HttpContext http, int status, byte[] bytes)
    {
        var response = http.Response;
        response.StatusCode = status;
        response.ContentType = "application/json";
        response.ContentLength = bytes.Length;
        response.BodyWriter.Write(bytes);
        return response.BodyWriter.FlushAsync(http.RequestAborted);
    }

    private byte[] Load(string name) => folder is not null && Path.Combine(folder, $"{name}.json") is var file && File.Exists(file) ? File.ReadAllBytes(file) : "{}"u8.ToArray();
}
