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

    /// <summary>Posted since it was opened.</summary>
    public int Entries { get; set; }

    public bool Covers(DateOnly day) => Start <= day && day <= End;

    public string Content => $"{Entries}|{Feed}|{string.Join(',', Acks.Keys)}|{Reopens}";
    public (decimal Score, int Coverage) Score => ScoreFormula.Of(Feed, Acks.Count, ScoreFormula.Signed(SignOffs.Select(s => Array.IndexOf(Ledger.Reviewers, s.Role))));
}

internal sealed record SignOff(string Who, string Role, string? Notes, decimal Snapshot, string Content);

internal sealed record Entry(int Id, int Day, string Who, Guid? Period);

/// <summary>The contract as a plain ledger in memory (a.1, a.3, a.5, b, g). Written from the contract; every answer is computed before it is compared.</summary>
internal sealed class Ledger(IReadOnlyDictionary<string, Guid> ids)
{
    public static readonly string[] Ranks = ["viewer", "member", "admin", "owner"];
    public static readonly string[] Reviewers = ["preparer", "reviewer", "controller", "partner"];
    private static readonly string[] Steps = ["trial_balance_review", "pnl_variance_review", "balance_sheet_review", "cash_review", "controller_review"];
    private const int TokensMax = 10;

    private readonly List<Period> _periods = [];
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
        Step.Close s => Close(s.Who, Step.Spans[s.Span].End, s.Reason, null, false, newId),
        Step.ZenskarClose s => Close(s.Who, Step.Spans[s.Span].End, null, s.Name, true, newId),
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
            Step.AddUser or Step.IssueToken or Step.Create or Step.Close or Step.ZenskarClose or Step.Lock or Step.Reopen => 2,
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

    private Expected Close(string who, DateOnly end, string? reason, string? name, bool zenskar, Guid? newId)
    {
        if (zenskar && end.Year == 2099) return new(422, "less_than_equal");
        var period = _periods.SingleOrDefault(p => p.End == end);
        if (period?.Status == "locked") return new(400, "period_locked");
        if (period?.Status == "closed") return new(400, "period_already_closed");
        if (period is null)
        {
            var last = _periods.Where(p => !zenskar || p.Status != "open").MaxBy(p => p.End);
            if (last?.End >= end) return new(400, "period_end_not_after_last");
            if (zenskar && _periods.Any(p => p.Status == "open" && p.Start <= end)) return new(400, "earlier_period_open");
            period = Add(last?.End.AddDays(1) ?? FirstStart(end), end, newId);
        }
        else if (zenskar && _periods.Any(p => p.Status == "open" && p.Start < period.Start)) return new(400, "earlier_period_open");

        (period.Status, period.LockReason, period.Name, period.ClosedBy) = ("closed", reason, name ?? period.Name, ids[who]);
        if (!zenskar) return new(201, null, Show(period));
        return new(200, null, new()
        {
            ["period_start"] = period.Start.ToString("O"), ["period_end"] = period.End.ToString("O"), ["status"] = "closed",
            ["period_name"] = period.Name, ["closed_by_user_id"] = ids[who].ToString(), ["organisation_id"] = ids["business"].ToString(),
        });
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
        return new(201, null, Show(p));
    }

    private Expected List(Step.List s)
    {
        var found = _periods.Where(p => s.Status is null || p.Status == s.Status).OrderBy(p => p.Start);
        return new(200, null, null, [.. (s.Descending ? found.Reverse() : found).Select(Show)]);
    }

    private Expected Sign(Period p, Step.SignOff s)
    {
        if (p.Status == "locked") return new(400, "period_locked");
        var signed = new SignOff(s.Who, s.Role, s.Notes, p.Score.Score, p.Content);
        var before = p.SignOffs.FindIndex(o => o.Who == s.Who && o.Role == s.Role);
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
        if (!Steps.Contains(s.StepId)) return new(404, "checklist_step_not_found");
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
        var period = new Period(id ?? Guid.Empty, start, end);
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
        ["reopen_reason"] = p.ReopenReason, ["closed_by_user_id"] = p.ClosedBy?.ToString(), ["reopened_by_user_id"] = p.ReopenedBy?.ToString(),
    };

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
