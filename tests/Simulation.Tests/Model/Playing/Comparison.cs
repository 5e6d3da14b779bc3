using System.Text.Json;
using Periods.Simulation.Tests.Model.Rules;
using Periods.Simulation.Tests.Model.Steps;

namespace Periods.Simulation.Tests.Model.Playing;

/// <summary>Throws where the service's answer is not what the model expects.</summary>
internal sealed class Comparison(Conditions conditions)
{
    public void Check(Step step, Expected expected, Answer answer)
    {
        if (answer.Status != expected.Status || answer.Code != expected.Code) throw new Difference(step, $"{expected.Status} {expected.Code}", answer);
        if (expected.Same is { } same && answer with { Tag = same.Tag } != same) throw new Difference(step, $"the answer given before: {same}", answer);
        var wrong = expected.Same is { } first ? conditions.NoteAgain(first.Tag, step.Enveloped, answer.Tag) : conditions.Note(expected.Tagged, step.Enveloped, answer.Tag);
        if (wrong is not null) throw new Difference(step, wrong, answer);
        if (expected.Status == 304 && answer.Text.Length > 0) throw new Difference(step, "no body", answer);
        if (expected.Fields is { } fields) Check(step, fields, answer.Json, answer);
        if (expected.Items is not { } items) return;
        var found = answer.Json.GetProperty("items").EnumerateArray().ToArray();
        if (found.Length != items.Count) throw new Difference(step, $"{items.Count} items", answer);
        foreach (var (item, json) in items.Zip(found)) Check(step, item, json, answer);
    }

    public static void Check(Step step, Facts expected, JsonElement json, Answer answer)
    {
        foreach (var (name, value) in expected)
        {
            if (!json.TryGetProperty(name, out var found)) throw new Difference(step, $"a field {name}", answer);
            if (value == Facts.Given ? found.ValueKind == JsonValueKind.Null : !Same(value, found)) throw new Difference(step, $"{name} = {JsonSerializer.Serialize(value)} in {json}", answer);
        }
    }

    private static bool Same(object? value, JsonElement found) => JsonElement.DeepEquals(JsonSerializer.SerializeToElement(value), found);
}

/// <summary>The service and the ledger do not agree.</summary>
internal sealed class Difference(Step step, string expected, Answer answer)
    : Exception($"{step}\n  expected {expected}\n  answered {answer.Status} {answer.Code} {answer.Tag} {answer.Text}");
