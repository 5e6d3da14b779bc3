using Periods.Simulation.Tests.Model.Steps;

namespace Periods.Simulation.Tests.Model.Rules;

/// <summary>Sign-offs and acknowledgements: reviews go on in a closed period, its content stands still, and a locked one has neither (contract §a.3, 11 to 16).</summary>
internal sealed class ReviewRules(Books books)
{
    public static SignOff? Find(Period p, Sender by, string role) => p.SignOffs.Find(o => o.Who == by.User && o.Role == role);

    public Expected Sign(Period p, Step.SignOff s, Sender by, Func<Chosen> chosen)
    {
        if (p.Status == "locked") return new(400, "period_locked");
        var before = Find(p, by, s.Role);
        var counted = p.Counted.Where(o => o.Who == by.User && p.Policy.Expects(o.Role)).ToList();
        if (p.Policy.Segregated && p.Policy.Expects(s.Role) && counted.Count > 0 && !counted.Exists(o => o.Role == s.Role))
            return new(400, "duties_not_segregated");
        var made = chosen();
        var signed = new SignOff(by.User!.Value, s.Role, s.Notes, p.Score.Score, p.Content, made.Text("state_hash"));
        // Told of the hash only when it attests another state, and of what it replaced only where that was something else.
        books.Trail.Tell(
            by, "create_period_sign_off", "sign_off", before is null ? $"{made.Id}" : null, p,
            before is null ? null : Facts.Of(Told(before).Where(fact => fact.Key != "role" && !Equals(fact.Value, Told(signed)[fact.Key]))),
            before?.Content == p.Content ? Told(signed).Without("state_hash") : Told(signed));
        if (before is null) p.SignOffs.Add(signed);
        else p.SignOffs[p.SignOffs.IndexOf(before)] = signed;
        return new(201, Fields: Show(p, signed));
    }

    public Expected Revoke(Period p, Step.Revoke s, Sender by)
    {
        if (p.Status == "locked") return new(400, "period_locked");
        var signed = Find(p, by, s.Role)!;
        books.Trail.Tell(by, "delete_period_sign_off", "sign_off", null, p, before: Told(signed));
        p.SignOffs.Remove(signed);
        return new(204);
    }

    public static Expected SignOffs(Period p) => new(200, Items: [.. p.SignOffs.Select(signed => Show(p, signed))]);

    public Expected Acknowledge(Period p, Step.Acknowledge s, Sender by)
    {
        if (p.Status != "open") return new(400, $"period_{p.Status}");
        books.Trail.Tell(by, "acknowledge_checklist_step", "checklist_step", s.StepId, p, Told(p, s.StepId), Noted(s.Notes, s.Waived));
        p.Acks[s.StepId] = new(by.User!.Value, s.Notes, s.Waived);
        return new(200, Fields: Facts.Of(Show(s.StepId, p.Acks[s.StepId]).Append(new("period_start", Facts.Day(p.Start)))));
    }

    public Expected Withdraw(Period p, Step.Withdraw s, Sender by)
    {
        if (p.Status != "open") return new(400, $"period_{p.Status}");
        books.Trail.Tell(by, "delete_checklist_step_ack", "checklist_step", s.StepId, p, before: Told(p, s.StepId));
        p.Acks.Remove(s.StepId);
        return new(204);
    }

    public static Expected Acknowledgements(Period p) => new(200, Items: [.. p.Acks.Select(ack => Show(ack.Key, ack.Value))]);

    private static Facts Told(SignOff signed) => new() { ["role"] = signed.Role, ["notes"] = signed.Notes, ["snapshot_score"] = signed.Snapshot, ["state_hash"] = signed.Hash };

    private static Facts? Told(Period p, string step) => p.Acks.GetValueOrDefault(step) is { } ack ? Facts.Of(Noted(ack.Notes, ack.Waived).Append(new("acked_by", $"{ack.Who}"))) : null;

    /// <summary>Nobody is told of a step that it was not waived.</summary>
    private static Facts Noted(string? notes, bool waived) => waived ? new() { ["notes"] = notes, ["waived"] = true } : new() { ["notes"] = notes };

    private static Facts Show(string step, Acknowledgement ack) => new() { ["step_id"] = step, ["notes"] = ack.Notes, ["acked_by"] = $"{ack.Who}", ["waived"] = ack.Waived };

    private static Facts Show(Period p, SignOff s) => new()
    {
        ["user_id"] = $"{s.Who}", ["role"] = s.Role, ["notes"] = s.Notes, ["snapshot_score"] = s.Snapshot, ["stale"] = s.Content != p.Content, ["close_score"] = p.Score.Score,
    };
}
