using Periods.Simulation.Tests.Model.Steps;

namespace Periods.Simulation.Tests.Model.Rules;

/// <summary>The gate that a close shuts (contract §a.4).</summary>
internal sealed class PostingRules(Books books)
{
    public const int Cents = 100;
    public const string Description = "modelled";

    public Expected Post(Step.Post s, Sender by, Func<Chosen> chosen)
    {
        if (s.Cents != Cents) return new(400, "entry_not_balanced");
        if (s.Id > 0 && books.Entries.Find(e => e.Id == s.Id) is { } known) return known.Day == s.Day ? new(201, Fields: Show(known)) : new(409, "journal_entry_already_exists");
        var day = Step.Days[s.Day];
        var period = Covering(day);
        if (period is { Status: not "open" }) return new(400, $"period_{period.Status}", Fields: new() { ["first_open_date"] = Day(FirstOpen(day)), ["blocking_period"] = Blocking(period) });
        var made = chosen();
        var entry = new Entry(s.Id, made.Id, s.Day, by.User!.Value, period?.Id);
        if (period is not null) period.Entries++;
        books.Entries.Add(entry);
        books.Trail.Tell(by, "create_journal_entry", "journal_entry", $"{made.Id}", period, after: new()
        {
            ["description"] = Description, ["datetime"] = made.Text("datetime"), ["posting_date"] = Facts.Day(day), ["amount"] = Cents, ["line_count"] = 2,
        });
        return new(201, Fields: Show(entry));
    }

    public Expected Check(Step.CheckDays s) => new(200, Items: [Check(s.One), Check(s.Other)]);

    public Expected List(Step.Entries s)
    {
        var found = books.Entries.Where(e => (s.From is null || Step.Days[e.Day] >= Step.Days[s.From.Value]) && (s.To is null || Step.Days[e.Day] <= Step.Days[s.To.Value])).ToArray();
        return new(200, Fields: new() { ["total"] = found.Length }, Items: [.. found.OrderBy(e => Step.Days[e.Day]).Select(Show)]);
    }

    private Facts Check(int number)
    {
        var day = Step.Days[number];
        var firstOpen = FirstOpen(day);
        return new()
        {
            ["date"] = Facts.Day(day), ["allowed"] = firstOpen is null, ["first_open_date"] = Day(firstOpen), ["blocking_period"] = firstOpen is null ? null : Blocking(Covering(day)!),
        };
    }

    private Period? Covering(DateOnly day) => books.Periods.Find(p => p.Covers(day));

    /// <summary>Day by day, behind the period that blocks.</summary>
    private DateOnly? FirstOpen(DateOnly day)
    {
        bool Blocked(DateOnly at) => books.Periods.Exists(p => p.Covers(at) && p.Status != "open");
        if (!Blocked(day)) return null;
        day = Covering(day)!.End.AddDays(1);
        while (Blocked(day)) day = day.AddDays(1);
        return day;
    }

    private static string? Day(DateOnly? day) => day is { } known ? Facts.Day(known) : null;

    private static Facts Blocking(Period p) => new() { ["id"] = $"{p.Id}", ["period_start"] = Facts.Day(p.Start), ["period_end"] = Facts.Day(p.End), ["status"] = p.Status };

    private static Facts Show(Entry e) => new()
    {
        ["id"] = $"{e.EntryId}", ["posting_date"] = Facts.Day(Step.Days[e.Day]), ["period_id"] = e.Period?.ToString(), ["posted_by_user_id"] = $"{e.Who}",
    };
}
