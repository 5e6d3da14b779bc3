using System.Text.Json;
using Periods.Closing;
using Periods.Faults.Load;
using Periods.Gateway.Tests.Running;
using Periods.Simulation.Tests.Linearizability;

namespace Periods.Faults.Checks;

/// <summary>I8: what clients were told of each period, and of each calendar, has an order that the contract allows and real time does not contradict.</summary>
internal static class Histories
{
    public static void Check(Ledger ledger, Findings findings)
    {
        var heard = ledger.Entries.Where(e => e.Request.Deed != Deed.Snoop && (e.Request.IsCommand || e.Answer is not null)).ToList();
        foreach (var period in heard.Where(e => e.Request.Deed != Deed.List).GroupBy(e => e.Request.Month))
            Judge(Checker.Check(new PeriodSpecification(), [.. period.Select(OfPeriod)]), $"{period.Key.End} of {period.Key.Company.Id}", findings);
        foreach (var calendar in heard.Where(e => e.Request.IsLifecycle || e.Request.Deed == Deed.List).GroupBy(e => e.Request.Month.Company))
            Judge(Checker.Check(new CalendarSpecification(), [.. calendar.Select(OfCalendar)]), $"the calendar of {calendar.Key.Id}", findings);
    }

    private static void Judge(Verdict verdict, string of, Findings findings)
    {
        if (!verdict.IsLinearizable) findings.Disorder($"{verdict.Judgement}, {of}: {verdict.Reason}");
    }

    private static Occurrence<PeriodOperation, PeriodReply> OfPeriod(Entry entry)
    {
        var (user, role) = ($"{entry.Request.Person.Id}", entry.Request.Role);
        PeriodOperation operation = entry.Request.Deed switch
        {
            Deed.Create => new PeriodOperation.Create(),
            Deed.Close => new PeriodOperation.Close(),
            Deed.Lock => new PeriodOperation.Lock(),
            Deed.Reopen => new PeriodOperation.Reopen(),
            Deed.SignOff => new PeriodOperation.SignOff(user, role),
            Deed.Revoke => new PeriodOperation.Revoke(user, role),
            Deed.Report => new PeriodOperation.Report(new Feed(Transactions: Request.Transactions, Unreviewed: entry.Request.Count)),
            Deed.GetScore => new PeriodOperation.GetScore(),
            _ => new PeriodOperation.GetStatus(),
        };
        return new(entry.Client, operation, entry.Invoked, entry.Answered, entry.Answer is { } answer ? ReplyOf(entry, answer) : null);
    }

    private static PeriodReply ReplyOf(Entry entry, Answer answer) => (entry.Fate, entry.Request.Deed) switch
    {
        (Fate.Refused, _) => new(entry.Code),
        (_, Deed.Revoke) => new(),
        (_, Deed.Report or Deed.GetScore) => new(Score: answer.Number("score")),
        (_, Deed.SignOff) => new(Score: answer.Number("close_score")),
        _ => new(Status: Enum.Parse<PeriodStatus>(answer.Text("status"), ignoreCase: true)),
    };

    private static Occurrence<CalendarOperation, CalendarReply> OfCalendar(Entry entry) => new(
        entry.Client,
        new(entry.Request.Deed, entry.Request.Month.End),
        entry.Invoked,
        entry.Answered,
        entry.Answer is { } answer ? new(entry.Code, entry.Request.Deed == Deed.List ? Listed(answer.Json) : null) : null);

    private static string Listed(JsonElement list) =>
        CalendarImage.Of(list.GetProperty("items").EnumerateArray().Select(p => $"{p.GetProperty("period_end")} {p.GetProperty("status")}")).Text;
}
