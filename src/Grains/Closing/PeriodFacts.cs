using System.Text.Json.Nodes;
using Periods.Grains.Audit;
using Periods.Grains.Scoring;

namespace Periods.Grains.Closing;

/// <summary>The facts of a period that its own events replace and make. What the business records in the same append is told there.</summary>
internal static class PeriodFacts
{
    public static JsonObject? Replaced(PeriodState period, PeriodEvent happened, Guid actor) => happened switch
    {
        SignedOff e => period.SignOffs.GetValueOrDefault(new Signer(actor, e.Role)) is { } before ? Changed(before, e) : null,
        SignOffRevoked e => period.SignOffs.GetValueOrDefault(new Signer(actor, e.Role)) is { } before
            ? new() { ["role"] = Facts.Word(e.Role), ["notes"] = before.Notes, ["snapshot_score"] = before.Score, ["state_hash"] = before.StateHash }
            : null,
        StepAcknowledged e => Acknowledged(period, e.StepId),
        AcknowledgementWithdrawn e => Acknowledged(period, e.StepId),
        InputsReported e => Changed(period.Inputs, e.Inputs),
        _ => null,
    };

    public static JsonObject SignOff(SignedOff e)
    {
        var facts = new JsonObject { ["role"] = Facts.Word(e.Role), ["notes"] = e.Notes, ["snapshot_score"] = e.Score };
        if (e.StateHash is not null) facts["state_hash"] = e.StateHash;
        return facts;
    }

    public static JsonObject Inputs(CloseInputs inputs) => new()
    {
        ["transaction_count"] = inputs.TransactionCount,
        ["unreviewed_count"] = inputs.UnreviewedCount,
        ["uncategorized_count"] = inputs.UncategorizedCount,
        ["reconciliations"] = inputs.Reconciliations is { } r ? new JsonObject { ["required"] = r.Required, ["completed"] = r.Completed } : null,
        ["anomalies"] = inputs.Anomalies is { } a ? new JsonObject { ["high"] = a.High, ["medium"] = a.Medium, ["low"] = a.Low } : null,
    };

    /// <summary>Of a sign-off that is only renewed, nothing: a hot period is renewed all day.</summary>
    private static JsonObject? Changed(SignOffEntry before, SignedOff e)
    {
        if (before.Notes == e.Notes && before.Score == e.Score && e.StateHash is null) return null;
        var changed = new JsonObject();
        if (before.Notes != e.Notes) changed["notes"] = before.Notes;
        if (before.Score != e.Score) changed["snapshot_score"] = before.Score;
        if (e.StateHash is not null) changed["state_hash"] = before.StateHash;
        return changed;
    }

    private static JsonObject Changed(CloseInputs before, CloseInputs after)
    {
        var (changed, next) = (Inputs(before), Inputs(after));
        foreach (var (name, value) in next)
            if (JsonNode.DeepEquals(changed[name], value)) changed.Remove(name);
        return changed;
    }

    public static JsonObject Acknowledgement(string? notes, bool waived)
    {
        var facts = new JsonObject { ["notes"] = notes };
        if (waived) facts["waived"] = true;
        return facts;
    }

    private static JsonObject? Acknowledged(PeriodState period, string stepId)
    {
        if (period.Acks.Find(stepId) is not { } before) return null;
        var facts = Acknowledgement(before.Notes, before.Waived);
        facts["acked_by"] = before.AckedBy;
        return facts;
    }
}
