namespace Periods.Scoring;

/// <summary>Follows a period's notices and tells those who watch its score. Key: <see cref="EntityKey.ForScore"/>.</summary>
[Alias("close-score")]
[Version(1)]
public interface ICloseScoreGrain : IGrainContract
{
    /// <summary>A hint that the score changed; a gap between it and the last one is filled from the journal.</summary>
    [Alias("notify")]
    ValueTask Notify(ScoreNotice notice);

    /// <summary>
    /// The current gauge first (unless it is <paramref name="afterVersion"/>), then each change, versions dense; to a watcher that is too slow, from the journal. It ends when the
    /// journal cannot be read, perhaps before it has told anything. When the journal has lost what was told, the current gauge comes again, whatever its version.
    /// </summary>
    /// <param name="afterVersion">The last version the watcher has seen: it gets every change after it. Null for the current gauge on.</param>
    /// <param name="stop">Ends the enumeration.</param>
    [Alias("watch")]
    IAsyncEnumerable<ScoreView> Watch(long? afterVersion, CancellationToken stop);
}

/// <summary>The score of a period has a new version.</summary>
public sealed record ScoreNotice(ScoreView Score);
