using System.Text.Json;
using Periods.Gateway.Tests.Contract;
using Periods.Gateway.Tests.Reference;

namespace Periods.Gateway.Tests.Fuzz;

/// <summary>Whether an answer that is no success has the form of the contract, and speaks of nothing that the document does not know.</summary>
internal static class Shape
{
    private static readonly HashSet<string> Codes =
        [.. ContractDocument.Schema("ErrorResponse").GetProperty("properties").GetProperty("code").GetProperty("enum").EnumerateArray().Select(code => code.GetString()!)];

    private static readonly HashSet<string> Types = [.. ProblemTypes.OfTheDocument];

    public static bool IsOfRefusal(int status, string body)
    {
        try
        {
            return status switch
            {
                // A target that is too long, or a head, the server itself refuses, before there is a request to answer.
                414 or 431 when body.Length == 0 => true,
                422 => JsonDocument.Parse(body).RootElement is var problems && Keys(problems) is ["detail"]
                    && problems.GetProperty("detail").GetArrayLength() > 0 && problems.GetProperty("detail").EnumerateArray().All(IsProblem),
                >= 400 and < 500 => JsonDocument.Parse(body).RootElement is var error && IsError(error),
                _ => false,
            };
        }
        catch (JsonException)
        {
            return false;
        }
    }

    public static string[] Keys(JsonElement element) => [.. element.EnumerateObject().Select(p => p.Name)];

    private static bool IsError(JsonElement error) => Keys(error) is ["detail", "code"] or ["detail", "code", "blocking_period", "first_open_date"]
        && error.GetProperty("detail").GetString()!.Length > 0 && Codes.Contains(error.GetProperty("code").GetString()!);

    private static bool IsProblem(JsonElement problem) => Keys(problem) is ["type", "loc", "msg", "input"] or ["type", "loc", "msg", "input", "ctx"]
        && problem.GetProperty("loc").EnumerateArray().All(step => step.ValueKind is JsonValueKind.String or JsonValueKind.Number)
        && Types.Contains(problem.GetProperty("type").GetString()!);
}
