using System.Text.Json;

namespace Periods.Gateway.Tests.Contract;

/// <summary>A value the schema forbids, and the context by which the refusal must name the very limit that the document gives.</summary>
/// <param name="Text">A raw JSON value for a body, the plain text for a parameter.</param>
internal sealed record WrongValue(string Text, string? ContextKey = null, string? ContextValue = null);

/// <summary>A body with one wrong field.</summary>
internal sealed record WrongField(IReadOnlyList<string> Path, string Body, WrongValue Wrong);

/// <summary>Makes wrong values from schemas.</summary>
internal static class WrongValues
{
    public static IEnumerable<WrongField> Fields(JsonElement schema)
    {
        foreach (var property in schema.GetProperty("properties").EnumerateObject())
        {
            foreach (var wrong in Of(property.Value, asText: false))
                yield return new([property.Name], $$"""{"{{property.Name}}":{{wrong.Text}}}""", wrong);
            if (property.Value.TryGetProperty("items", out var items))
                foreach (var inner in Items(ContractDocument.Resolve(items)))
                    yield return new([property.Name, "0", .. inner.Path], $$"""{"{{property.Name}}":[{{inner.Body}}]}""", inner.Wrong);
            if (!property.Value.TryGetProperty("anyOf", out var choices)) continue;
            foreach (var inner in Fields(ContractDocument.Resolve(choices[0])))
                yield return new([property.Name, .. inner.Path], $$"""{"{{property.Name}}":{{inner.Body}}}""", inner.Wrong);
        }
    }

    private static IEnumerable<WrongField> Items(JsonElement schema) =>
        schema.TryGetProperty("properties", out _) ? Fields(schema) : Of(schema, asText: false).Select(wrong => new WrongField([], wrong.Text, wrong));

    private static string Repeated(string json, int times) => string.Join(',', Enumerable.Repeat(json, times));

    public static IEnumerable<WrongValue> Of(JsonElement reference, bool asText)
    {
        var schema = ContractDocument.Resolve(reference);
        string Quoted(string text) => asText ? text : $"\"{text}\"";
        // Any text is good text outside the body; in it, a list is no text or number, and an object no list.
        if (!asText) yield return new(Types(schema).Contains("array") ? "{}" : "[]");
        if (schema.TryGetProperty("minItems", out var fewest) && fewest.GetInt32() > 0) yield return new("[]", "min_length", fewest.GetRawText());
        if (schema.TryGetProperty("maxItems", out var items)) yield return new($"[{Repeated("\"x\"", items.GetInt32() + 1)}]", "max_length", items.GetRawText());
        if (schema.TryGetProperty("enum", out var words)) yield return new(Quoted("§"), "expected", Expected(words));
        if (schema.TryGetProperty("format", out _)) yield return new(Quoted("x"));
        if (schema.TryGetProperty("maxLength", out var max)) yield return new(Quoted(new string('x', max.GetInt32() + 1)), "max_length", max.GetRawText());
        if (schema.TryGetProperty("minLength", out var min)) yield return new(Quoted(new string('x', min.GetInt32() - 1)), "min_length", min.GetRawText());
        if (schema.TryGetProperty("minimum", out var least)) yield return new($"{least.GetInt64() - 1}", "ge", least.GetRawText());
        if (schema.TryGetProperty("maximum", out var most)) yield return new($"{most.GetInt64() + 1}", "le", most.GetRawText());
        if (Types(schema).Any(type => type is "integer" or "boolean")) yield return new(Quoted("x"));
    }

    public static bool IsNullable(JsonElement reference)
    {
        var schema = ContractDocument.Resolve(reference);
        return Types(schema).Contains("null") || schema.TryGetProperty("anyOf", out var choices) && choices.EnumerateArray().SelectMany(Types).Contains("null");
    }

    public static void AssertRefused(ContractAnswer answer, IReadOnlyList<string> loc, WrongValue wrong)
    {
        var place = string.Join('.', loc);
        var problem = answer.ProblemAt(loc);
        Assert.True(problem is not null, $"{place} took '{wrong.Text}': {answer.Text}");
        if (wrong.ContextKey is not { } key) return;
        Assert.True(problem.Value.TryGetProperty("ctx", out var context) && context.TryGetProperty(key, out _), $"{place}: {problem}");
        Assert.Equal($"{place} {wrong.ContextValue}", $"{place} {context.GetProperty(key)}");
    }

    private static IEnumerable<string> Types(JsonElement schema)
    {
        if (!schema.TryGetProperty("type", out var type)) return [];
        return type.ValueKind == JsonValueKind.Array ? type.EnumerateArray().Select(one => one.GetString()!) : [type.GetString()!];
    }

    private static string Expected(JsonElement words)
    {
        var quoted = words.EnumerateArray().Select(word => $"'{word}'").ToList();
        return $"{string.Join(", ", quoted.SkipLast(1))} or {quoted[^1]}";
    }
}
