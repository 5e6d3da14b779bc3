using System.Runtime.CompilerServices;
using Periods.Scoring;

namespace Periods.Silo.Orleans.Notices;

/// <summary>A CloseScore grain seen from a gateway: when the silo it is on goes, the watch goes on from the last version on another.</summary>
internal sealed class FollowedScore(ICloseScoreGrain grain, TimeProvider time) : ICloseScoreGrain
{
    public ValueTask Notify(ScoreNotice notice) => grain.Notify(notice);

    public async IAsyncEnumerable<ScoreView> Watch(long? afterVersion, [EnumeratorCancellation] CancellationToken stop)
    {
        var seen = afterVersion;
        while (true)
        {
            await using var scores = grain.Watch(seen, stop).GetAsyncEnumerator(stop);
            while (await Next(scores, stop) is { } isThere)
            {
                if (!isThere) yield break;
                seen = scores.Current.Version;
                yield return scores.Current;
            }
            await Task.Delay(OrleansLimits.WatchAgainAfter, time, stop);
        }
    }

    /// <summary>Whether there is one; null when the grain is not where it was.</summary>
    private static async ValueTask<bool?> Next(IAsyncEnumerator<ScoreView> scores, CancellationToken stop)
    {
        try
        {
            return await scores.MoveNextAsync();
        }
        // A grain that is let go cancels its watches.
        catch (Exception e) when (e is OrleansException or TimeoutException or EnumerationAbortedException || e is OperationCanceledException && !stop.IsCancellationRequested)
        {
            return null;
        }
    }
}
