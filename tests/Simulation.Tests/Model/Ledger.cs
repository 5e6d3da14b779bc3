using Periods.Simulation.Tests.Linearizability;

namespace Periods.Simulation.Tests.Model;

/// <summary>What the model expects of an answer: what is not in <paramref name="Fields"/> is not looked at.</summary>
internal sealed record Expected(int Status, string? Code = null, Dictionary<string, object?>? Fields = null, List<Dictionary<string, object?>>? Items = null);

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
    public Feed Feed { get; set; } = new();
    public SortedDictionary<string, string?> Acks { get; } = new(StringComparer.Ordinal);
    public List<SignOff> SignOffs { get; } = [];
    public bool Forced { get; set; }
    public Policy Policy { get; private set; } = Policy.All[0];

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
        if (Policy.Segregated && SignOffs.Where(signed => Policy.Expects(signed.Role)).GroupBy(signed => signed.Who).Any(held => held.Count() > 1)) yield return "duties_not_segregated";
        if (Score.Score < Policy.Least) yield return "score_below_minimum";
    }

    /// <summary>Posted since it was opened.</summary>
    public int Entries { get; set; }

    public bool Covers(DateOnly day) => Start <= day && day <= End;

    public string Content => $"{Entries}|{Feed}|{string.Join(',', Acks.Keys)}|{Reopens}";
    public (decimal Score, int Coverage) Score => ScoreFormula.Of(
        Feed, Acks.Count, ScoreFormula.Signed(Counted.Select(s => Array.IndexOf(Ledger.Reviewers, s.Role))), Policy.Checklist.Count, Policy.Expected, Policy.Strict);
}

internal sealed record SignOff(string Who, string Role, string? Notes, decimal Snapshot, string Content);

internal sealed record Entry(int Id, int Day, string Who, Guid? Period);

/// <summary>The contract as a plain ledger in memory (a.1, a.3, a.5, b, g). Written from the contract; every answer is computed before it is compared.</summary>
internal sealed class Ledger(IReadOnlyDictionary<string, Guid> ids)
{
    public static readonly string[] Ranks = ["viewer", "member", "admin", "owner"];
    public static readonly string[] Reviewers = ["preparer", "reviewer", "controller", "partner"];
    private const int TokensMax = 10;

    private readonly List<Period> _periods = [];
    private Policy _policy = Policy.All[0];
    private readonly List<Entry> _entries = [];
    private readonly Dictionary<string, int> _tokens = Ranks.ToDictionary(r => r, _ => 1);

    public Period? Find(int number) => _periods.Count == 0 ? null : _periods[number % _periods.Count];

    /// <param name="newId">Of the period the service says it made, if it made one.</param>
    public Expected Play(Step step, Guid? newId) => Barred(step) ?? step switch
    {
        Step.CreateBusiness s => s.Taken ? new(409, "business_already_exists") : new(201),
        Step.AddUser s => AddUser(s),
        Step.IssueToken s => IssueToken(s),
        Step.Create s => Create(Step.Spans[s.Span].Start, Step.Spans[s.Span].End, newId),
        Step.Close s => Close(s.Who, Step.Spans[s.Span].End, s.Reason, null, false, s.Force, newId),
        Step.ZenskarClose s => Close(s.Who, Step.Spans[s.Span].End, null, s.Name, true, false, newId),
        Step.Validate s => Validate(Step.Spans[s.Span].End),
        Step.ZenskarGet s => In(s.Period, p => p.ClosedBy is null ? new(404, "period_not_found") : new(200, null, ShowZenskar(p))),
        Step.ZenskarList => new(200, null, null, [.. _periods.Where(p => p.ClosedBy is not null).OrderByDescending(p => p.End).Select(ShowZenskar)]),
        Step.BulkLock s => BulkLock(s),
        Step.SetPolicy s => SetPolicy(Policy.All[s.Number]),
        Step.GetPolicy => new(200, null, _policy.Answer),
        Step.Readiness s => In(s.Period, p => new(201, null, new() { ["score"] = p.Score.Score })),
        Step.History s => In(s.Period, p => new(200, null, new() { ["score"] = p.Score.Score, ["coverage"] = p.Score.Coverage })),
        Step.List s => List(s),
        Step.Post s => Post(s),
        Step.CheckDays s => new(200, null, null, [Check(s.One), Check(s.Other)]),
        Step.Entries s => List(s),
        Step.SignOff s when !Reviewers.Contains(s.Role) => new(422, "enum"),
        Step.Revoke s when !Reviewers.Contains(s.Role) => new(422, "enum"),
        Step.Lock s => In(s.Period, p => Lock(p, s)),
        Step.Reopen s => In(s.Period, p => Reopen(p, s)),
        Step.Get s => In(s.Period, p => new(200, null, Show(p))),
        Step.SignOff s => In(s.Period, p => Sign(p, s)),
        Step.Revoke s => In(s.Period, p => Revoke(p, s)),
        Step.SignOffs s => In(s.Period, p => new(200, null, null, [.. p.SignOffs.Select(o => Show(p, o))])),
        Step.Acknowledge s => In(s.Period, p => Acknowledge(p, s)),
        Step.Withdraw s => In(s.Period, p => Withdraw(p, s)),
        Step.Acknowledgements s => In(s.Period, p => new(200, null, null, [.. p.Acks.Select(a => new Dictionary<string, object?> { ["step_id"] = a.Key, ["notes"] = a.Value })])),
        Step.Report s => In(s.Period, p => Report(p, s)),
        Step.Score s => In(s.Period, p => new(200, null, Gauge(p))),
        _ => throw new ArgumentOutOfRangeException(nameof(step), step, "No such operation"),
    };

    /// <summary>Who may: viewers read, members review, admins and owners close and administer, the operator administers and makes businesses.</summary>
    private static Expected? Barred(Step step)
    {
        var asks = step switch
        {
            Step.CreateBusiness => 9,
            Step.AddUser or Step.IssueToken or Step.Create or Step.Close or Step.ZenskarClose or Step.Lock or Step.BulkLock or Step.SetPolicy or Step.Reopen => 2,
            Step.SignOff or Step.Revoke or Step.Acknowledge or Step.Withdraw or Step.Report or Step.Post => 1,
            _ => 0,
        };
        return step.Who switch
        {
            "nobody" => new(401, "not_authenticated"),
            "operator" => step is Step.CreateBusiness or Step.AddUser or Step.IssueToken ? null : new(403, "forbidden"),
            "outsider" => asks == 9 ? new(403, "forbidden") : new(404, "business_not_found"),
            var who => Array.IndexOf(Ranks, who) >= asks ? null : new(403, "forbidden"),
        };
    }

    private Expected In(int number, Func<Period, Expected> play) => Find(number) is { } period ? play(period) : new(404, "period_not_found");

    private static bool MayHandOut(string who, string role) => who == "operator" || Array.IndexOf(Ranks, who) >= Array.IndexOf(Ranks, role);

    private static Expected AddUser(Step.AddUser s) =>
        !MayHandOut(s.Who, s.Role) ? new(403, "forbidden") : s.Taken ? new(409, "user_already_exists") : new(201, null, new() { ["role"] = s.Role });

    private Expected IssueToken(Step.IssueToken s)
    {
        if (!MayHandOut(s.Who, s.For)) return new(403, "forbidden");
        if (_tokens[s.For] == TokensMax) return new(400, "too_many_tokens");
        _tokens[s.For]++;
        return new(201, null, new() { ["user_id"] = ids[s.For].ToString() });
    }

    private Expected Create(DateOnly start, DateOnly end, Guid? newId)
    {
        if (end < start) return new(400, "period_end_before_start");
        if (_periods.Any(p => p.Start <= end && start <= p.End)) return new(409, "period_overlaps");
        return new(201, null, Show(Add(start, end, newId)));
    }

    private Expected Close(string who, DateOnly end, string? reason, string? name, bool zenskar, bool force, Guid? newId)
    {
        if (HardRefusal(end, zenskar) is { } refusal) return refusal;
        var found = _periods.SingleOrDefault(p => p.End == end);
        var period = found ?? new Period(newId ?? Guid.Empty, StartOfNew(end, zenskar), end).Under(_policy);
        if (period.Lacks().FirstOrDefault() is { } lacking)
        {
            if (!force) return new(400, lacking);
            if (reason is null) return new(400, "force_needs_reason");
            period.Forced = true;
        }
        if (found is null) _periods.Add(period);

        (period.Status, period.LockReason, period.Name, period.ClosedBy) = ("closed", reason, name ?? period.Name, ids[who]);
        return zenskar ? new(200, null, ShowZenskar(period)) : new(201, null, Show(period));
    }

    private Expected Validate(DateOnly end)
    {
        var period = _periods.SingleOrDefault(p => p.End == end);
        var start = period?.Start ?? StartOfNew(end, zenskar: true);
        var subject = period ?? new Period(Guid.Empty, start, end).Under(_policy);
        return new(200, null, new() { ["can_close"] = HardRefusal(end, zenskar: true) is null && !subject.Lacks().Any(), ["period_start"] = start.ToString("O"), ["period_end"] = end.ToString("O") });
    }

    private Period? LastBefore(bool zenskar) => _periods.Where(p => !zenskar || p.Status != "open").MaxBy(p => p.End);

    private DateOnly StartOfNew(DateOnly end, bool zenskar) => LastBefore(zenskar)?.End.AddDays(1) ?? FirstStart(end);

    private Expected? HardRefusal(DateOnly end, bool zenskar)
    {
        if ((zenskar || !_policy.Future) && end.Year == 2099) return new(422, "less_than_equal");
        var period = _periods.SingleOrDefault(p => p.End == end);
        if (period?.Status == "locked") return new(400, "period_locked");
        if (period?.Status == "closed") return new(400, "period_already_closed");
        if (period is null && LastBefore(zenskar)?.End >= end) return new(400, "period_end_not_after_last");
        var isEarlierOpen = _periods.Any(p => p.Status == "open" && (period is null ? p.Start <= end : p.Start < period.Start));
        return (zenskar || _policy.Sequential) && isEarlierOpen ? new(400, "earlier_period_open") : null;
    }

    private Expected BulkLock(Step.BulkLock s)
    {
        var reason = s.Reason ?? "Historical migration - bulk locked";
        var locked = 0;
        foreach (var period in s.Periods.Select(Find).OfType<Period>().Distinct().OrderBy(p => p.Start))
        {
            if (period.Status == "locked") continue;
            if (period.Status == "open" && Close(s.Who, period.End, reason, null, zenskar: false, force: true, null).Code is not null) continue;
            (period.Status, period.LockReason) = ("locked", reason);
            locked++;
        }
        return new(201, null, new() { ["locked_count"] = locked, ["skipped_count"] = s.Periods.Length - locked });
    }

    private Expected SetPolicy(Policy policy)
    {
        _policy = policy;
        foreach (var period in _periods.Where(p => p.Status == "open")) period.Under(policy);
        return new(200, null, policy.Answer);
    }

    private DateOnly FirstStart(DateOnly end)
    {
        var days = _entries.Select(e => Step.Days[e.Day]).ToArray();
        return days.Length > 0 && days.Min() <= end ? days.Min() : new DateOnly(end.Year, end.Month, 1);
    }

    private Expected Post(Step.Post s)
    {
        if (s.Cents != 100) return new(400, "entry_not_balanced");
        if (s.Id > 0 && _entries.Find(e => e.Id == s.Id) is { } known) return known.Day == s.Day ? new(201, null, Show(known)) : new(409, "journal_entry_already_exists");
        var day = Step.Days[s.Day];
        var period = _periods.Find(p => p.Covers(day));
        if (period is { Status: not "open" }) return new(400, $"period_{period.Status}", new() { ["first_open_date"] = FirstOpen(day)?.ToString("O") });
        if (period is not null) period.Entries++;
        _entries.Add(new(s.Id, s.Day, s.Who, period?.Id));
        return new(201, null, Show(_entries[^1]));
    }

    /// <summary>Day by day, behind the period that blocks.</summary>
    private DateOnly? FirstOpen(DateOnly day)
    {
        bool Blocked(DateOnly at) => _periods.Exists(p => p.Covers(at) && p.Status != "open");
        if (!Blocked(day)) return null;
        day = _periods.Single(p => p.Covers(day)).End.AddDays(1);
        while (Blocked(day)) day = day.AddDays(1);
        return day;
    }

    private Dictionary<string, object?> Check(int number)
    {
        var firstOpen = FirstOpen(Step.Days[number]);
        return new() { ["date"] = Step.Days[number].ToString("O"), ["allowed"] = firstOpen is null, ["first_open_date"] = firstOpen?.ToString("O") };
    }

    private Expected List(Step.Entries s)
    {
        var found = _entries.Where(e => (s.From is null || Step.Days[e.Day] >= Step.Days[s.From.Value]) && (s.To is null || Step.Days[e.Day] <= Step.Days[s.To.Value]));
        return new(200, null, null, [.. found.OrderBy(e => Step.Days[e.Day]).Select(Show)]);
    }

    private static Expected Lock(Period p, Step.Lock s)
    {
        if (p.Status != "closed") return new(400, p.Status == "open" ? "period_not_closed" : "period_already_locked");
        (p.Status, p.LockReason) = ("locked", s.Reason ?? p.LockReason);
        return new(201, null, Show(p));
    }

    private Expected Reopen(Period p, Step.Reopen s)
    {
        if (p.Status == "open") return new(400, "period_already_open");
        (p.Status, p.ReopenReason, p.ReopenedBy, p.Reopens) = ("open", s.Reason, ids[s.Who], p.Reopens + 1);
        p.Under(_policy);
        return new(201, null, Show(p));
    }

    private Expected List(Step.List s)
    {
        var found = _periods.Where(p => (s.Status is null || p.Status == s.Status) && (s.Search is null || Says(p, s.Search))).OrderBy(p => p.Start);
        return new(200, null, null, [.. (s.Descending ? found.Reverse() : found).Select(Show)]);
    }

    private Expected Sign(Period p, Step.SignOff s)
    {
        if (p.Status == "locked") return new(400, "period_locked");
        var signed = new SignOff(s.Who, s.Role, s.Notes, p.Score.Score, p.Content);
        var before = p.SignOffs.FindIndex(o => o.Who == s.Who && o.Role == s.Role);
        if (before < 0 && p.Policy.Segregated && p.Policy.Expects(s.Role) && p.SignOffs.Exists(o => o.Who == s.Who && p.Policy.Expects(o.Role)))
            return new(400, "duties_not_segregated");
        if (before >= 0) p.SignOffs[before] = signed;
        else p.SignOffs.Add(signed);
        return new(201, null, Show(p, signed));
    }

    private static Expected Revoke(Period p, Step.Revoke s)
    {
        var signed = p.SignOffs.FindIndex(o => o.Who == s.Who && o.Role == s.Role);
        if (signed < 0) return new(404, "sign_off_not_found");
        if (p.Status == "locked") return new(400, "period_locked");
        p.SignOffs.RemoveAt(signed);
        return new(204);
    }

    private static Expected Acknowledge(Period p, Step.Acknowledge s)
    {
        if (!p.Policy.Checklist.Contains(s.StepId)) return new(404, "checklist_step_not_found");
        if (p.Status != "open") return new(400, $"period_{p.Status}");
        p.Acks[s.StepId] = s.Notes;
        return new(200, null, new() { ["step_id"] = s.StepId, ["notes"] = s.Notes, ["period_start"] = p.Start.ToString("O") });
    }

    private static Expected Withdraw(Period p, Step.Withdraw s)
    {
        if (!p.Acks.ContainsKey(s.StepId)) return new(404, "checklist_step_not_found");
        if (p.Status != "open") return new(400, $"period_{p.Status}");
        p.Acks.Remove(s.StepId);
        return new(204);
    }

    private static Expected Report(Period p, Step.Report s)
    {
        var f = p.Feed;
        var feed = new Feed(
            Given(s.Count, f.Transactions), Given(s.Unreviewed, f.Unreviewed), Given(s.Uncategorized, f.Uncategorized),
            s.Completed is null ? f.Reconciled : s.Completed < 0 ? null : new(6, s.Completed.Value),
            s.High is null ? f.Anomalies : s.High < 0 ? null : new(s.High.Value, 1, 2));
        if (!feed.IsConsistent) return new(400, "inputs_inconsistent");
        if (p.Status != "open") return new(400, $"period_{p.Status}");
        p.Feed = feed;
        return new(200, null, Gauge(p));
    }

    private static long? Given(int? sent, long? now) => sent is null ? now : sent < 0 ? null : sent;

    private Period Add(DateOnly start, DateOnly end, Guid? id)
    {
        var period = new Period(id ?? Guid.Empty, start, end).Under(_policy);
        _periods.Add(period);
        return period;
    }

    private static Dictionary<string, object?> Gauge(Period p) => new()
    {
        ["score"] = p.Score.Score, ["coverage"] = p.Score.Coverage, ["ready"] = p.Score is (100m, 100),
        ["band"] = p.Score.Score >= 90 ? "green" : p.Score.Score >= 70 ? "amber" : "red",
    };

    private static Dictionary<string, object?> Show(Period p) => new()
    {
        ["period_start"] = p.Start.ToString("O"), ["period_end"] = p.End.ToString("O"), ["status"] = p.Status, ["lock_reason"] = p.LockReason,
        ["reopen_reason"] = p.ReopenReason, ["closed_by_user_id"] = p.ClosedBy?.ToString(), ["reopened_by_user_id"] = p.ReopenedBy?.ToString(), ["forced"] = p.Forced,
    };

    private Dictionary<string, object?> ShowZenskar(Period p) => new()
    {
        ["period_start"] = p.Start.ToString("O"), ["period_end"] = p.End.ToString("O"), ["status"] = p.Status, ["period_name"] = p.Name,
        ["closed_by_user_id"] = p.ClosedBy?.ToString(), ["organisation_id"] = ids["business"].ToString(),
    };

    /// <summary>Of the days on which something happened none is looked for: they are those on which the test runs.</summary>
    private static bool Says(Period p, string search) =>
        new[] { p.Status, p.Start.ToString("O"), p.End.ToString("O"), p.LockReason, p.ReopenReason }.Any(text => text?.Contains(search, StringComparison.OrdinalIgnoreCase) == true);

    private Dictionary<string, object?> Show(Entry e) => new()
    {
        ["posting_date"] = Step.Days[e.Day].ToString("O"), ["period_id"] = e.Period?.ToString(), ["posted_by_user_id"] = ids[e.Who].ToString(),
    };

    private Dictionary<string, object?> Show(Period p, SignOff s) => new()
    {
        ["user_id"] = ids[s.Who].ToString(), ["role"] = s.Role, ["notes"] = s.Notes, ["snapshot_score"] = s.Snapshot,
        ["stale"] = s.Content != p.Content, ["close_score"] = p.Score.Score,
    };
}
