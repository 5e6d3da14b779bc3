using System.Collections.Concurrent;
using Periods.Gateway.Api;
using Periods.Scoring;

namespace Periods.Gateway.Scoring;

/// <summary>The JSON of gauges answered lately: a dashboard asks far more often than the gauge changes, and writing it is the dearest part of the answer.</summary>
internal sealed class RenderedScores
{
    private readonly ConcurrentDictionary<Guid, Rendered> _byPeriod = new();
    private int _count;

    public ReadOnlySpan<byte> Of(ScoreView score)
    {
        if (_byPeriod.TryGetValue(score.PeriodId, out var kept) && IsSame(kept.Score, score)) return kept.Json;

        var json = Answers.Render(CloseScoreBody.Of(score), WireJson.Default.CloseScoreBody);
        if (kept is null && Interlocked.Increment(ref _count) > Limits.ScoresRenderedMax) Forget();
        _byPeriod[score.PeriodId] = new Rendered(score, json.ToArray());
        return json;
    }

    private void Forget()
    {
        _byPeriod.Clear();
        Volatile.Write(ref _count, 1);
    }

    /// <summary>All of a gauge but the counts reported follows from its version: counts that amount to the same score make no new one.</summary>
    private static bool IsSame(ScoreView one, ScoreView other)
    {
        if (one.Version != other.Version || one.BusinessId != other.BusinessId) return false;
        for (var i = 0; i < one.Components.Length; i++)
            if (!one.Components[i].Inputs.AsSpan().SequenceEqual(other.Components[i].Inputs.AsSpan())) return false;
        return true;
    }

    private sealed record Rendered(ScoreView Score, byte[] Json);
}
