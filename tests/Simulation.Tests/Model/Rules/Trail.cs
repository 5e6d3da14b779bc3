namespace Periods.Simulation.Tests.Model.Rules;

/// <summary>What a business's audit log has to say: every change once, in order, and every refusal that is kept (ADR 12).</summary>
internal sealed class Trail(Guid business)
{
    private readonly List<Told> _told = [];

    public IReadOnlyList<Told> All => _told;

    public int Changes => _told.Count(told => told.Code is null);

    /// <summary>A change.</summary>
    /// <param name="id">Of the thing; null where the log does not repeat it.</param>
    /// <param name="period">To which, or in which, it happened.</param>
    public void Tell(
        Sender by, string action, string entity, string? id, Period? period = null, Facts? before = null, Facts? after = null, string? reason = null)
    {
        if (period is not null) period.Changes++;
        _told.Add(new(by, action, entity, id, period?.Id, before, after, reason, Code: null, Changes));
    }

    public void Refuse(Sender by, string action, Guid? period, string code) =>
        _told.Add(new(by, action, period is null ? "business" : "period", $"{period ?? business}", period, Before: null, After: null, Reason: null, code, Changes));
}

/// <param name="Code">Why it was refused; null of a change.</param>
/// <param name="Behind">How many changes there were before.</param>
internal sealed record Told(
    Sender By, string Action, string Entity, string? EntityId, Guid? Period, Facts? Before, Facts? After, string? Reason, string? Code, int Behind)
{
    /// <summary>As the log shows it, but for its own id, time and hash.</summary>
    public Facts Shown => new()
    {
        ["user_id"] = By.User?.ToString(), ["token_id"] = By.Token?.ToString(), ["request_id"] = By.RequestId, ["ip_address"] = "127.0.0.1", ["stated_email"] = null, ["action"] = Action,
        ["entity"] = Entity, ["entity_id"] = EntityId, ["period_id"] = Period?.ToString(), ["outcome"] = Code is null ? "accepted" : "refused",
        ["code"] = Code, ["reason"] = Reason, ["before"] = Before, ["after"] = After,
    };
}
