using Periods.Gateway.Api;
using Periods.Scoring;

namespace Periods.Gateway.Scoring;

/// <summary>GetCloseScoreResponse (contract §g): the gauge, its components, and what it was computed from.</summary>
/// <param name="Version">Counts the changes of the gauge, dense; the id of its event in the stream.</param>
internal sealed record CloseScoreBody(
    Guid PeriodId,
    Guid BusinessId,
    decimal Score,
    int Coverage,
    string Band,
    bool Ready,
    IReadOnlyList<ComponentBody> Components,
    long Version,
    long InputsVersion,
    string ComputedAt,
    string Trigger)
{
    public static CloseScoreBody Of(ScoreView score) => new(
        score.PeriodId, score.BusinessId, score.Score, score.Coverage, WireText.Of(score.Band), score.Ready,
        [.. score.Components.Select(ComponentBody.Of)],
        score.Version, score.InputsVersion, WireText.Of(score.ComputedAt), score.Trigger);
}

internal sealed record ComponentBody(string Key, int Weight, decimal? Value, decimal PointsLost, IReadOnlyDictionary<string, long> Inputs)
{
    public static ComponentBody Of(ScoreComponent component) =>
        new(component.Key, component.Weight, component.Value, component.PointsLost, component.Inputs.ToDictionary(i => i.Name, i => i.Count));
}
