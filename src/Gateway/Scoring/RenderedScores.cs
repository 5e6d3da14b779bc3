using System.Collections.Concurrent;
using Periods.Gateway.Api;
using Periods.Scoring;

namespace Periods.Gateway.Scoring;

/// <summary>
/// The JSON of gauges answered lately: a dashboard asks far more often than the gauge changes, and writing it is the dearest part of the answer. Good for as long as the
/// period's tag is the same, which goes by its whole history.
/// </summary>
internal sealed class RenderedScores
{
    private readonly ConcurrentDictionary<Guid, Rendered> _byPeriod = new();
    private int _count;

    public ReadOnlySpan<byte> Of(ScoreView score)
    {
        if (_byPeriod.TryGetValue(score.PeriodId, out var kept) && kept.Tag == score.Tag) return kept.Json;

        var json = Answers.Render(CloseScoreBody.Of(score), WireJson.Default.CloseScoreBody);
        if (kept is null && Interlocked.Increment(ref _count) > Limits.ScoresRenderedMax) Forget();
        _byPeriod[score.PeriodId] = new Rendered(score.Tag, json.ToArray());
        return json;
    }

    private void Forget()
    {
        _byPeriod.Clear();
        Volatile.Write(ref _count, 1);
    }

    private sealed record Rendered(string? Tag, byte[] Json);
}
