using Periods.Scoring;

namespace Periods.Gateway.Scoring;

/// <summary>The feeds of the periods that are watched here: begun for the first stream, ended after the last.</summary>
internal sealed class ScoreFeeds(TimeProvider time, ILogger log)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<EntityKey, ScoreFeed> _feeds = [];

    /// <summary>To be returned.</summary>
    /// <param name="score">As just read: a feed that has to begin begins there.</param>
    public ScoreFeed Lease(ScoreView score, ICloseScoreGrain grain)
    {
        var key = ScoreFeed.KeyOf(score);
        lock (_gate)
        {
            if (!_feeds.TryGetValue(key, out var feed) || feed.IsOver)
            {
                _feeds[key] = feed = new ScoreFeed(grain, score, time, log);
                // Not in the trace of the request that happened to be the first: the feed is everybody's.
                ThreadPool.UnsafeQueueUserWorkItem(static feed => _ = feed.Run(), feed, preferLocal: false);
            }
            feed.Leases++;
            return feed;
        }
    }

    public void Return(ScoreView score, ScoreFeed feed)
    {
        lock (_gate)
        {
            if (--feed.Leases > 0) return;
            if (_feeds.GetValueOrDefault(ScoreFeed.KeyOf(score)) == feed) _feeds.Remove(ScoreFeed.KeyOf(score));
            feed.Dispose();
        }
    }
}
