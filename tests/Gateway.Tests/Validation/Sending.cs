using System.Text;
using Microsoft.AspNetCore.Http;
using Periods.Gateway.Validation;

namespace Periods.Gateway.Tests.Validation;

/// <summary>Sends one request to the validation layer, without a server, and shows what came of it.</summary>
internal static class Sending
{
    public const int BytesMax = 64 * 1024;

    public static DefaultHttpContext Request(string query = "")
    {
        var http = new DefaultHttpContext();
        http.Request.QueryString = new(query);
        http.Response.Body = new MemoryStream();
        return http;
    }

    public static DefaultHttpContext Request(byte[] body, string? contentType = "application/json")
    {
        var http = Request();
        http.Request.Body = new MemoryStream(body);
        http.Request.ContentType = contentType;
        return http;
    }

    /// <summary>The input with its body; none when the body could not be taken.</summary>
    public static async Task<(Input? Input, BodyFailure Failure)> Take(HttpContext http, int bytesMax)
    {
        var input = new Input(http);
        var failure = await input.ReadBody(bytesMax);
        return (failure == BodyFailure.None ? input : null, failure);
    }

    /// <summary>The items of <c>detail</c> after <paramref name="read"/>, as they go over the wire; empty when everything was accepted.</summary>
    public static async Task<string> ProblemsOf(string body, Action<Fields> read, string? contentType = "application/json")
    {
        var http = Request(Encoding.UTF8.GetBytes(body), contentType);
        var (input, failure) = await Take(http, BytesMax);
        Assert.Equal(BodyFailure.None, failure);
        using (input)
        {
            read(input!.Body);
            return await DetailOf(input, http);
        }
    }

    public static async Task<string> DetailOf(Input input, HttpContext http)
    {
        if (input.IsValid) return "";
        await input.WriteProblems(http);
        await http.Response.BodyWriter.FlushAsync();
        return DetailOf(http);
    }

    private static string DetailOf(HttpContext http)
    {
        Assert.Equal(422, http.Response.StatusCode);
        Assert.Equal("application/json", http.Response.ContentType);
        var body = Encoding.UTF8.GetString(((MemoryStream)http.Response.Body).ToArray());
        Assert.Equal(Encoding.UTF8.GetByteCount(body), http.Response.ContentLength);
        Assert.StartsWith("{\"detail\":[", body, StringComparison.Ordinal);
        Assert.EndsWith("]}", body, StringComparison.Ordinal);
        return body["{\"detail\":[".Length..^"]}".Length];
    }
}
