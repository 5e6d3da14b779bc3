using Periods.Simulation.Tests.Model.Steps;

namespace Periods.Simulation.Tests.Model.Rules;

/// <summary>The calendar of a business, its policy, and what happens to a period as a whole but for its close (contract §a.3, 1 to 7, and b).</summary>
internal sealed class CalendarRules(Books books)
{
    public Expected Create(Step.Create s, Sender by, Func<Guid> newId)
    {
        var (start, end) = Step.Spans[s.Span];
        if (end < start) return new(400, "period_end_before_start");
        if (books.Periods.Any(p => p.Start <= end && start <= p.End)) return new(409, "period_overlaps");
        var period = new Period(newId(), start, end).Under(books.Policy);
        Add(period, by);
        return new(201, Fields: period.Shown, Tagged: period);
    }

    public void Add(Period period, Sender by)
    {
        books.Periods.Add(period);
        books.Trail.Tell(by, "create_period", "period", $"{period.Id}", period, after: period.Shown.In(["period_start", "period_end", "status"]));
    }

    public Expected List(Step.List s)
    {
        var found = books.Periods.Where(p => (s.Status is null || p.Status == s.Status) && (s.Search is null || Says(p, s.Search))).OrderBy(p => p.Start).ToArray();
        return new(200, Fields: new() { ["total"] = found.Length }, Items: [.. (s.Descending ? found.Reverse() : found).Select(p => p.Shown)]);
    }

    public Expected ZenskarList() => new(200, Items: [.. books.Periods.Where(p => p.ClosedBy is not null).OrderByDescending(p => p.End).Select(ShowZenskar)]);

    /// <summary>With the user who closed it, of whom tokens and the like say nothing.</summary>
    public Facts ShowZenskar(Period p) => new()
    {
        ["id"] = $"{p.Id}", ["period_start"] = Facts.Day(p.Start), ["period_end"] = Facts.Day(p.End), ["status"] = p.Status, ["period_name"] = p.Name,
        ["closed_by_user_id"] = p.ClosedBy?.ToString(), ["organisation_id"] = $"{books.Business}",
    };

    public Expected Lock(Period p, Sender by, string? reason)
    {
        if (p.Status != "closed") return new(400, p.Status == "open" ? "period_not_closed" : "period_already_locked");
        Change(p, by, "lock_period", reason, reason is null ? ["status"] : ["status", "lock_reason"], () => (p.Status, p.LockReason) = ("locked", reason ?? p.LockReason));
        return new(201, Fields: p.Shown, Tagged: p);
    }

    public Expected Reopen(Period p, Sender by, string reason)
    {
        if (p.Status == "open") return new(400, "period_already_open");
        Change(p, by, "reopen_period", reason, ["status", "reopen_reason"], () => (p.Status, p.ReopenReason, p.ReopenedBy, p.Reopens) = ("open", reason, by.User, p.Reopens + 1));
        p.Under(books.Policy);
        return new(201, Fields: p.Shown, Tagged: p);
    }

    /// <summary>A policy that is in force already changes nothing; a new one is a change of every open period.</summary>
    public Expected SetPolicy(Policy policy, Sender by)
    {
        if (policy != books.Policy)
        {
            books.Trail.Tell(by, "set_business_policy", "business", $"{books.Business}", before: books.Policy.Shown, after: policy.Shown);
            foreach (var period in books.Periods.Where(p => p.Status == "open")) period.Under(policy).Changes++;
            books.Policy = policy;
        }
        return new(200, Fields: policy.Shown);
    }

    /// <summary>Changes the period and tells of it: of the facts named, what they were, and what they are.</summary>
    /// <param name="beside">What the change is told with that is no fact of the period.</param>
    public void Change(Period p, Sender by, string action, string? reason, IEnumerable<string> names, Action change, Facts? beside = null)
    {
        var before = Told(p);
        change();
        books.Trail.Tell(by, action, "period", $"{p.Id}", p, before.In(names), Facts.Of(Told(p).In(names).Concat(beside ?? [])), reason);
    }

    private static Facts Told(Period p) => Facts.Of(p.Shown.Append(new("period_name", p.Name)));

    /// <summary>Of the days on which something happened none is looked for: they are those on which the test runs.</summary>
    private static bool Says(Period p, string search) =>
        new[] { p.Status, Facts.Day(p.Start), Facts.Day(p.End), p.LockReason, p.ReopenReason }.Any(text => text?.Contains(search, StringComparison.OrdinalIgnoreCase) == true);
}
