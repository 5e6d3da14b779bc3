namespace Periods.Scoring;

/// <summary>The score as each day left it, oldest first. A day without a change has none; today's is replaced until the day ends.</summary>
public sealed record ScoreHistory(Guid PeriodId, Guid BusinessId, IReadOnlyList<ScoreDay> Items);

/// <param name="Date">In the time zone of the business.</param>
public sealed record ScoreDay(DateOnly Date, decimal Score, int Coverage)
{
    public ScoreBand Band => ScoreView.BandOf(Score);
}
