using Periods.Gateway.Api;
using Periods.Scoring;

namespace Periods.Gateway.Scoring;

/// <inheritdoc cref="ScoreHistory"/>
internal sealed record ScoreHistoryBody(Guid PeriodId, Guid BusinessId, IReadOnlyList<ScoreDayBody> Items)
{
    public static ScoreHistoryBody Of(ScoreHistory history) => new(history.PeriodId, history.BusinessId, [.. history.Items.Select(ScoreDayBody.Of)]);
}

internal sealed record ScoreDayBody(string Date, decimal Score, int Coverage, string Band)
{
    public static ScoreDayBody Of(ScoreDay day) => new(WireText.Of(day.Date), day.Score, day.Coverage, WireText.Of(day.Band));
}
