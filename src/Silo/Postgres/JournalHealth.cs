using Microsoft.Extensions.Logging;

namespace Periods.Silo.Postgres;

/// <summary>Whether the last attempt to write worked, and how often something was written.</summary>
internal sealed class JournalHealth(ILogger log)
{
    private long _commits;
    private int _isAway;

    public bool IsAvailable => Volatile.Read(ref _isAway) == 0;

    public long Commits => Interlocked.Read(ref _commits);

    /// <param name="appended">Whether anything was made durable.</param>
    public void Worked(bool appended)
    {
        if (appended) Interlocked.Increment(ref _commits);
        if (Interlocked.Exchange(ref _isAway, 0) == 1) log.LogInformation("The journal can be written again.");
    }

    public void Failed(Exception cause)
    {
        if (Interlocked.Exchange(ref _isAway, 1) == 0) log.LogError(cause, "The journal cannot be written.");
    }
}
