using System.Text.Json.Nodes;
using Periods.Grains.Audit;

namespace Periods.Grains.Businesses;

/// <summary>The facts of a business and its calendar that events replace and make.</summary>
internal static class BusinessFacts
{
    public static JsonObject? Replaced(BusinessState business, BusinessEvent happened) => happened switch
    {
        PolicyChanged => Policy(business.PolicyInForce),
        CalendarEvent e when business.Find(e.PeriodId) is { } period => Replaced(period, e),
        _ => null,
    };

    /// <summary>What became of a period; of a fact that stayed as it was, nothing.</summary>
    public static JsonObject Made(CalendarEvent happened)
    {
        switch (happened)
        {
            case PeriodCreated e:
                return new() { ["period_start"] = Facts.Text(e.Start), ["period_end"] = Facts.Text(e.End), ["status"] = Facts.Word(PeriodStatus.Open) };
            case PeriodClosed e:
                var closed = new JsonObject { ["status"] = Facts.Word(PeriodStatus.Closed), ["lock_reason"] = e.Reason };
                if (e.Name is not null) closed["period_name"] = e.Name;
                if (e.Skipped is { } skipped) (closed["forced"], closed["skipped"]) = (true, Facts.Words(skipped));
                return closed;
            case PeriodLocked e:
                var locked = new JsonObject { ["status"] = Facts.Word(PeriodStatus.Locked) };
                if (e.Reason is not null) locked["lock_reason"] = e.Reason;
                return locked;
            case PeriodReopened e:
                return new() { ["status"] = Facts.Word(PeriodStatus.Open), ["reopen_reason"] = e.Reason };
            default:
                throw new ArgumentOutOfRangeException(nameof(happened), happened.GetType().Name, "A calendar event without facts");
        }
    }

    public static JsonObject Policy(ClosePolicy policy) => new()
    {
        ["required_roles"] = policy.RequiredRoles is { } roles ? new JsonArray([.. roles.Select(role => (JsonNode?)Facts.Word(role))]) : null,
        ["required_steps"] = policy.RequiredSteps is { } steps ? new JsonArray([.. steps.Select(step => (JsonNode?)step)]) : null,
        ["sequential_close"] = policy.SequentialClose,
        ["allow_future_end_dates"] = policy.AllowFutureEndDates,
        ["min_score"] = policy.MinScore,
        ["segregation_of_duties"] = policy.SegregationOfDuties,
        ["strict_score"] = policy.StrictScore,
        ["drop_stale"] = policy.DropStale,
    };

    /// <summary>The same facts that <see cref="Made"/> tells, as they were.</summary>
    private static JsonObject Replaced(PeriodView period, CalendarEvent happened)
    {
        var before = new JsonObject();
        foreach (var (name, _) in Made(happened))
        {
            if (name == "skipped") continue;
            before[name] = name switch
            {
                "status" => Facts.Word(period.Status),
                "lock_reason" => period.LockReason,
                "reopen_reason" => period.ReopenReason,
                "period_name" => period.Name,
                _ => (JsonNode)period.Forced,
            };
        }
        return before;
    }
}
