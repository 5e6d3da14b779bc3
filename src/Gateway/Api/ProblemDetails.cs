using System.Text;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace Periods.Gateway.Api;

/// <summary>
/// Errors as RFC 9457 has them, for whoever asks for it: <c>Accept</c> weighs <c>application/problem+json</c> above <c>application/json</c>. The members of an error are
/// all there, beside those of the RFC; the problems of a 422, whose <c>detail</c> is a list otherwise, are its <c>errors</c>.
/// </summary>
internal static class ProblemDetails
{
    public const string ContentType = "application/problem+json";

    /// <summary>The status says all there is to say.</summary>
    private const string NoType = "\"type\":\"about:blank\"";

    public static bool ArePreferred(HttpRequest request)
    {
        var accept = request.Headers.Accept;
        // Nearly nobody does.
        if (!accept.ToString().Contains("problem+json", StringComparison.OrdinalIgnoreCase)) return false;
        return MediaTypeHeaderValue.TryParseList(accept, out var ranges) && Quality(ContentType, ranges) > Quality(Answers.ContentType, ranges);
    }

    /// <summary>The type of an error, and what belongs to it, as members of JSON: of a rate limit the one of its draft, with the policy that the answer names in its fields.</summary>
    public static string TypeOf(Error error, HttpResponse response) => error != Error.RateLimitExceeded ? NoType
        : $"\"type\":\"https://iana.org/assignments/http-problem-types#quota-exceeded\",\"violated-policies\":[{response.Headers["RateLimit-Policy"].ToString().Split(';')[0]}]";

    /// <param name="error">As everybody else gets it: an object that begins with its <c>detail</c>.</param>
    public static byte[] Of(int status, ReadOnlySpan<byte> error, string type)
    {
        var head = Encoding.UTF8.GetBytes($$"""{{{type}},"title":"{{ReasonPhrases.GetReasonPhrase(status)}}","status":{{status}},""");
        return error.StartsWith("""{"detail":["""u8)
            ? [.. head, .. "\"detail\":\"Some values are wrong\",\"errors\":"u8, .. error["""{"detail":"""u8.Length..]]
            : [.. head, .. error[1..]];
    }

    /// <summary>What the most specific range that has it says of a type (RFC 9110 §12.5.1); parameters say nothing of JSON.</summary>
    private static double Quality(string type, IList<MediaTypeHeaderValue> ranges)
    {
        string[] bySpecificity = [type, "application/*", "*/*"];
        return bySpecificity
            .Select(name => ranges.FirstOrDefault(range => range.MediaType.Equals(name, StringComparison.OrdinalIgnoreCase)))
            .FirstOrDefault(range => range is not null) is { } range ? range.Quality ?? 1 : 0;
    }
}
