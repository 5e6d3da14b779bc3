using Periods.Simulation.Tests.Linearizability;

namespace Periods.Simulation.Tests.Model.Rules;

internal sealed class Period(Guid id, DateOnly start, DateOnly end)
{
    public Guid Id => id;
    public DateOnly Start => start;
    public DateOnly End => end;
    public string Status { get; set; } = "open";
    public string? LockReason { get; set; }
    public string? ReopenReason { get; set; }
    public string? Name { get; set; }
    public Guid? ClosedBy { get; set; }
    public Guid? ReopenedBy { get; set; }
    public int Reopens { get; set; }
    public bool Forced { get; set; }
    public Feed Feed { get; set; } = new();
    public SortedDictionary<string, Acknowledgement> Acks { get; } = new(StringComparer.Ordinal);
    public List<SignOff> SignOffs { get; } = [];
    public Policy Policy { get; private set; } = Policy.All[0];

    /// <summary>Posted since it was opened.</summary>
    public int Entries { get; set; }

    /// <summary>How often something happened to it or in it: its entity tag moves with each, and its chain has an event of each.</summary>
    public int Changes { get; set; }

    /// <summary>Judged by it from now on; steps that are not on its checklist are forgotten.</summary>
    public Period Under(Policy policy)
    {
        Policy = policy;
        foreach (var step in Acks.Keys.Except(policy.Checklist).ToArray()) Acks.Remove(step);
        return this;
    }

    public IEnumerable<SignOff> Counted => SignOffs.Where(signed => !Policy.DropStale || signed.Content == Content);

    /// <summary>The codes of what its policy demands and it has not.</summary>
    public IEnumerable<string> Lacks()
    {
        if (Policy.Steps?.Except(Acks.Keys).Any() == true) yield return "checklist_steps_unacknowledged";
        if (Policy.Roles?.Except(Counted.Select(signed => signed.Role)).Any() == true) yield return "sign_offs_missing";
        if (Policy.Segregated && Counted.Where(signed => Policy.Expects(signed.Role)).GroupBy(signed => signed.Who).Any(held => held.Count() > 1)) yield return "duties_not_segregated";
        if (Score.Score < Policy.Least) yield return "score_below_minimum";
    }

    public bool Covers(DateOnly day) => Start <= day && day <= End;

    public string Content => $"{Entries}|{Feed}|{string.Join(',', Acks.Select(ack => (ack.Key, ack.Value.Waived)))}|{Reopens}";

    public (decimal Score, int Coverage) Score => ScoreFormula.Of(
        Feed, Acks.Count, ScoreFormula.Signed(Counted.Select(s => Array.IndexOf(Policy.Reviewers, s.Role))), Policy.Checklist.Count, Policy.Expected, Policy.Strict);

    /// <summary>As Day Zero shows it.</summary>
    public Facts Shown => new()
    {
        ["id"] = $"{Id}", ["period_start"] = Facts.Day(Start), ["period_end"] = Facts.Day(End), ["status"] = Status, ["lock_reason"] = LockReason,
        ["reopen_reason"] = ReopenReason, ["closed_by_user_id"] = ClosedBy?.ToString(), ["reopened_by_user_id"] = ReopenedBy?.ToString(), ["forced"] = Forced,
    };
}

internal sealed record SignOff(Guid Who, string Role, string? Notes, decimal Snapshot, string Content, string Hash);

internal sealed record Acknowledgement(Guid Who, string? Notes, bool Waived);
