using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Periods.Gateway.Tests.Contract;

/// <summary>
/// Checks a value against the part of JSON Schema that the document uses. Stricter than the standard in two points: a property no schema
/// names is an objection, and so is a keyword that is not understood here, since it would check nothing.
/// </summary>
internal static partial class SchemaChecker
{
    private static readonly HashSet<string> SaysNothing = ["description", "default", "examples"];

    public static IReadOnlyList<string> Objections(JsonElement value, JsonElement schema) => [.. Check(value, schema, "$")];

    private static IEnumerable<string> Check(JsonElement value, JsonElement schema, string at)
    {
        if (schema.TryGetProperty("$ref", out _)) return Check(value, ContractDocument.Resolve(schema), at);
        return schema.EnumerateObject().Where(keyword => !SaysNothing.Contains(keyword.Name)).SelectMany(keyword => Check(value, schema, keyword, at));
    }

    private static IEnumerable<string> Check(JsonElement value, JsonElement schema, JsonProperty keyword, string at)
    {
        var rule = keyword.Value;
        return (keyword.Name, value.ValueKind) switch
        {
            ("type", _) => Unless(Types(rule).Any(type => IsOfType(value, type)), at, $"{value.GetRawText()} is not of type {rule}"),
            ("enum", _) => Unless(rule.EnumerateArray().Any(word => JsonElement.DeepEquals(word, value)), at, $"{value.GetRawText()} is not one of {rule}"),
            ("anyOf", _) => Unless(rule.EnumerateArray().Any(choice => !Check(value, choice, at).Any()), at, $"{value.GetRawText()} fits none of {rule}"),
            ("format", JsonValueKind.String) => Unless(HasFormat(value.GetString()!, rule.GetString()!), at, $"{value.GetRawText()} is no {rule}"),
            ("minLength", JsonValueKind.String) => Unless(Length(value) >= rule.GetInt32(), at, $"shorter than {rule}"),
            ("maxLength", JsonValueKind.String) => Unless(Length(value) <= rule.GetInt32(), at, $"longer than {rule}"),
            ("pattern", JsonValueKind.String) => Unless(Regex.IsMatch(value.GetString()!, rule.GetString()!), at, $"{value.GetRawText()} does not match {rule}"),
            ("minimum", JsonValueKind.Number) => Unless(value.GetDecimal() >= rule.GetDecimal(), at, $"{value.GetRawText()} is less than {rule}"),
            ("maximum", JsonValueKind.Number) => Unless(value.GetDecimal() <= rule.GetDecimal(), at, $"{value.GetRawText()} is more than {rule}"),
            ("minItems", JsonValueKind.Array) => Unless(value.GetArrayLength() >= rule.GetInt32(), at, $"fewer items than {rule}"),
            ("maxItems", JsonValueKind.Array) => Unless(value.GetArrayLength() <= rule.GetInt32(), at, $"more items than {rule}"),
            ("items", JsonValueKind.Array) => value.EnumerateArray().SelectMany((item, index) => Check(item, rule, $"{at}[{index}]")),
            ("required", JsonValueKind.Object) => rule.EnumerateArray()
                .SelectMany(name => Unless(value.TryGetProperty(name.GetString()!, out _), at, $"has no {name}")),
            ("properties" or "additionalProperties", JsonValueKind.Object) => Properties(value, schema, at),
            ("format" or "minLength" or "maxLength" or "pattern" or "minimum" or "maximum" or "minItems" or "maxItems" or "items" or "required" or "properties"
                or "additionalProperties", _) => [],
            _ => [$"{at}: the keyword {keyword.Name} is not understood"],
        };
    }

    private static IEnumerable<string> Properties(JsonElement value, JsonElement schema, string at)
    {
        foreach (var property in value.EnumerateObject())
        {
            var inside = $"{at}.{property.Name}";
            if (schema.TryGetProperty("properties", out var named) && named.TryGetProperty(property.Name, out var own))
                foreach (var objection in Check(property.Value, own, inside)) yield return objection;
            else if (schema.TryGetProperty("additionalProperties", out var others) && others.ValueKind == JsonValueKind.Object)
                foreach (var objection in Check(property.Value, others, inside)) yield return objection;
            else
                yield return $"{inside} is not in the schema";
        }
    }

    private static IEnumerable<string> Unless(bool holds, string at, string objection) => holds ? [] : [$"{at}: {objection}"];

    private static IEnumerable<string> Types(JsonElement rule) =>
        rule.ValueKind == JsonValueKind.Array ? rule.EnumerateArray().Select(type => type.GetString()!) : [rule.GetString()!];

    private static bool IsOfType(JsonElement value, string type) => (type, value.ValueKind) switch
    {
        ("string", JsonValueKind.String) or ("number", JsonValueKind.Number) or ("object", JsonValueKind.Object) or ("array", JsonValueKind.Array)
            or ("null", JsonValueKind.Null) or ("boolean", JsonValueKind.True or JsonValueKind.False) => true,
        ("integer", JsonValueKind.Number) => value.TryGetInt64(out _),
        _ => false,
    };

    private static int Length(JsonElement value) => value.GetString()!.EnumerateRunes().Count();

    private static bool HasFormat(string text, string format) => format switch
    {
        "uuid" => Guid.TryParseExact(text, "D", out _),
        "date" => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _),
        "date-time" => Rfc3339().IsMatch(text) && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out _),
        _ => false,
    };

    [GeneratedRegex(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$")]
    private static partial Regex Rfc3339();
}
