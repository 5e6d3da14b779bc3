using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Periods.Plain;

/// <summary>Bodies in and out.</summary>
internal static class Answers
{
    /// <summary>Null when the body is no such thing.</summary>
    public static async ValueTask<T?> Read<T>(HttpContext http, JsonTypeInfo<T> json)
        where T : class
    {
        try
        {
            return await JsonSerializer.DeserializeAsync(http.Request.BodyReader, json, http.RequestAborted);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>With its length: chunks would cost both sides.</summary>
    public static Task Write<T>(HttpContext http, int status, T body, JsonTypeInfo<T> json)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(body, json);
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/json";
        http.Response.ContentLength = bytes.Length;
        return http.Response.Body.WriteAsync(bytes, 0, bytes.Length, http.RequestAborted);
    }

    public static Task Refuse(HttpContext http, int status, string code) => Write(http, status, new Problem(code, code), PlainJson.Default.Problem);
}
