namespace Periods.Grains.Scoring;

/// <summary>
/// The score as the days before the last change left it, oldest first. The day of the last change is the gauge's own: so a period that was worked on for a day holds nothing here.
/// </summary>
public readonly struct ScoreDays
{
    private readonly ImmutableArray<Day> _days;

    private ScoreDays(ImmutableArray<Day> days) => _days = days;

    public static ScoreDays Of(IEnumerable<ScoreDay> days) => days.Aggregate(default(ScoreDays), (all, day) => all.With(day));

    public IEnumerable<ScoreDay> All => _days.IsDefault ? [] : _days.Select(day => day.Told);

    /// <summary>The day that a change at this date belongs to: never before a day that is over, whatever a silo's clock says.</summary>
    public DateOnly NotBefore(DateOnly date)
    {
        if (_days.IsDefaultOrEmpty) return date;
        var next = _days[^1].DayNumber + 1;
        return date.DayNumber < next ? DateOnly.FromDayNumber(next) : date;
    }

    public ScoreDays With(ScoreDay ended)
    {
        var days = _days.IsDefault ? [] : _days;
        if (days.Length == Limits.ScoreDaysKept) days = days.RemoveAt(0);
        return new(days.Add(Day.Of(ended)));
    }

    /// <summary>A day in 8 bytes: the score has one decimal.</summary>
    private readonly record struct Day(int DayNumber, short Tenths, short Coverage)
    {
        public ScoreDay Told => new(DateOnly.FromDayNumber(DayNumber), new decimal(Tenths, 0, 0, isNegative: false, scale: 1), Coverage);

        public static Day Of(ScoreDay day) => new(day.Date.DayNumber, (short)(day.Score * 10m), (short)day.Coverage);
    }
}
