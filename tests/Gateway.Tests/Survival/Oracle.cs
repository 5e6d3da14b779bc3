using System.Text.Json;
using Periods.Gateway.Tests.Running;

namespace Periods.Gateway.Tests.Survival;

/// <summary>The close score, folded by these tests from the events of a period (contract §g). Written apart from the service's own, to disagree with it.</summary>
internal static class Oracle
{
    private static readonly string[] Required = ["preparer", "reviewer"];

    public static decimal Score(IEnumerable<Fact> period)
    {
        var signed = new HashSet<(Guid, string)>();
        var acked = new HashSet<string>();
        var inputs = default(JsonElement);
        foreach (var fact in period)
        {
            if (fact.Type == "signed-off.v1") signed.Add((fact.Event.Actor, fact.Data.GetProperty("role").GetString()!));
            if (fact.Type == "sign-off-revoked.v1") signed.Remove((fact.Event.Actor, fact.Data.GetProperty("role").GetString()!));
            if (fact.Type == "step-acknowledged.v1") acked.Add(fact.Data.GetProperty("step_id").GetString()!);
            if (fact.Type == "acknowledgement-withdrawn.v1") acked.Remove(fact.Data.GetProperty("step_id").GetString()!);
            if (fact.Type == "inputs-reported.v1") inputs = fact.Data.GetProperty("inputs");
        }
        var roles = signed.Select(s => s.Item2).Distinct().ToArray();
        return Mean(
            (20, Part(inputs, "transaction_count", "unreviewed_count")),
            (20, Part(inputs, "transaction_count", "uncategorized_count")),
            (25, Count(inputs, "reconciliations") is null ? null : Share(Inner(inputs, "reconciliations", "completed"), Inner(inputs, "reconciliations", "required"))),
            (25, Share(acked.Count + roles.Length, 5 + Required.Union(roles).Count())),
            (10, Count(inputs, "anomalies") is null ? null : Math.Max(0, 100m - 25 * Inner(inputs, "anomalies", "high") - 10 * Inner(inputs, "anomalies", "medium") - 3 * Inner(inputs, "anomalies", "low"))));
    }

    /// <summary>Nothing changes the content of a closed period but after a reopen, and nothing at all that of a locked one.</summary>
    public static void AssertClosedIsClosed(IEnumerable<Fact> period)
    {
        var status = "none";
        foreach (var fact in period)
        {
            var may = fact.Type switch
            {
                "opened.v1" => status == "none",
                "closed.v1" => status == "open",
                "locked.v1" => status == "closed",
                "reopened.v1" => status is "closed" or "locked",
                "signed-off.v1" or "sign-off-revoked.v1" => status is "open" or "closed",
                _ => status == "open",
            };
            Assert.True(may, $"{fact.Type} (version {fact.Event.Version}) happened while the period was {status}");
            status = fact.Type switch { "opened.v1" or "reopened.v1" => "open", "closed.v1" => "closed", "locked.v1" => "locked", _ => status };
        }
    }

    private static decimal Mean(params (int Weight, decimal? Value)[] components)
    {
        var reported = components.Where(c => c.Value is not null).ToArray();
        return Math.Round(reported.Sum(c => c.Weight * c.Value!.Value) / reported.Sum(c => c.Weight), 1, MidpointRounding.AwayFromZero);
    }

    private static decimal? Part(JsonElement inputs, string whole, string missing) =>
        Count(inputs, whole) is { } all && Count(inputs, missing) is { } some ? Share(all.GetInt64() - some.GetInt64(), all.GetInt64()) : null;

    private static decimal Share(decimal done, decimal all) => all == 0 ? 100 : 100 * done / all;

    private static long Inner(JsonElement inputs, string part, string name) => inputs.GetProperty(part).GetProperty(name).GetInt64();

    private static JsonElement? Count(JsonElement inputs, string name) =>
        inputs.ValueKind == JsonValueKind.Object && inputs.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
}
