using Periods.Simulation.Tests.Model.Steps;

namespace Periods.Simulation.Tests.Model.Rules;

/// <summary>What stands in the way of a close, in both dialects, and what a close does (contract §a.3, 3 and 6, and b).</summary>
internal sealed class CloseRules(Books books, CalendarRules calendar)
{
    private const string BulkLockReason = "Historical migration - bulk locked";
    private const int NobodysYear = 2099;

    /// <summary>What force passes over, as the log calls it.</summary>
    private static readonly Dictionary<string, string> Soft = new()
    {
        ["checklist_steps_unacknowledged"] = "steps", ["sign_offs_missing"] = "sign_offs", ["duties_not_segregated"] = "duties", ["score_below_minimum"] = "score",
    };

    /// <param name="zenskar">In that dialect periods close in order, and none in the future.</param>
    /// <param name="newId">Of the period that the close makes, if it makes one.</param>
    public Expected Close(Sender by, DateOnly end, string? reason, string? name, bool zenskar, bool force, Func<Guid> newId)
    {
        if (HardRefusal(end, zenskar) is { } refusal) return refusal;
        var found = books.EndingOn(end);
        var lacks = (found ?? ToBeMade(Guid.Empty, end, zenskar)).Lacks().ToArray();
        if (lacks.Length > 0 && !force) return new(400, lacks[0]);
        if (lacks.Length > 0 && reason is null) return new(400, "force_needs_reason");

        var period = found ?? ToBeMade(newId(), end, zenskar);
        if (found is null) calendar.Add(period, by);
        string[] names = ["status", "lock_reason", .. name is null ? Array.Empty<string>() : ["period_name"], .. lacks.Length == 0 ? Array.Empty<string>() : ["forced"]];
        calendar.Change(
            period, by, "close_period", reason, names,
            () => (period.Status, period.LockReason, period.Name, period.ClosedBy, period.Forced) = ("closed", reason, name ?? period.Name, by.User, period.Forced || lacks.Length > 0),
            lacks.Length == 0 ? null : new() { ["skipped"] = lacks.Select(lack => Soft[lack]).ToArray() });
        return zenskar ? new(200, Fields: calendar.ShowZenskar(period), Tagged: period) : new(201, Fields: period.Shown, Tagged: period);
    }

    public Expected Validate(DateOnly end)
    {
        var subject = books.EndingOn(end) ?? ToBeMade(Guid.Empty, end, zenskar: true);
        return new(200, Fields: new()
        {
            ["can_close"] = HardRefusal(end, zenskar: true) is null && !subject.Lacks().Any(), ["period_start"] = Facts.Day(subject.Start), ["period_end"] = Facts.Day(end),
        });
    }

    /// <summary>Closes what is open, by force; each has an outcome of its own. What is named twice is locked the second time.</summary>
    /// <param name="named">Null where a number names nothing.</param>
    public Expected BulkLock(Sender by, IReadOnlyList<Period?> named, string? given)
    {
        var reason = given ?? BulkLockReason;
        var refused = named.OfType<Period>().Distinct().OrderBy(p => p.Start).ToDictionary(p => p, p => LockOne(p, by, reason));
        var (locked, skipped) = (new List<string>(), new List<Facts>());
        foreach (var period in named)
        {
            var why = period is null ? "period_not_found" : refused[period] ?? (locked.Contains($"{period.Id}") ? "period_already_locked" : null);
            if (why is null) locked.Add($"{period!.Id}");
            else skipped.Add(new() { ["period_id"] = $"{period?.Id ?? Books.Unknown}", ["reason"] = why });
        }
        return new(201, Fields: new() { ["locked_count"] = locked.Count, ["skipped_count"] = skipped.Count, ["locked_ids"] = locked, ["skipped"] = skipped });
    }

    /// <summary>Why not; null when it is locked now.</summary>
    private string? LockOne(Period period, Sender by, string reason)
    {
        var closed = period.Status == "open" ? Close(by, period.End, reason, null, zenskar: false, force: true, () => period.Id) : null;
        // No field of the request holds the date, as one does in a close.
        if (closed?.Code is { } code) return code == "less_than_equal" ? "end_date_in_future" : code;
        return calendar.Lock(period, by, reason).Code;
    }

    private Expected? HardRefusal(DateOnly end, bool zenskar)
    {
        if ((zenskar || !books.Policy.Future) && end.Year == NobodysYear) return new(422, "less_than_equal");
        var period = books.EndingOn(end);
        if (period?.Status == "locked") return new(400, "period_locked");
        if (period?.Status == "closed") return new(400, "period_already_closed");
        if (period is null && LastBefore(zenskar)?.End >= end) return new(400, "period_end_not_after_last");
        var isEarlierOpen = books.Periods.Any(p => p.Status == "open" && (period is null ? p.Start <= end : p.Start < period.Start));
        return (zenskar || books.Policy.Sequential) && isEarlierOpen ? new(400, "earlier_period_open") : null;
    }

    private Period ToBeMade(Guid id, DateOnly end, bool zenskar) => new Period(id, LastBefore(zenskar)?.End.AddDays(1) ?? FirstStart(end), end).Under(books.Policy);

    private Period? LastBefore(bool zenskar) => books.Periods.Where(p => !zenskar || p.Status != "open").MaxBy(p => p.End);

    private DateOnly FirstStart(DateOnly end)
    {
        var days = books.Entries.Select(e => Step.Days[e.Day]).ToArray();
        return days.Length > 0 && days.Min() <= end ? days.Min() : new DateOnly(end.Year, end.Month, 1);
    }
}
