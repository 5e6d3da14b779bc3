using Microsoft.Extensions.Logging;

namespace Periods.Silo.Postgres;

/// <summary>Whether the last attempt to write worked, and what was written.</summary>
internal sealed class JournalHealth(ILogger log)
{
    private long _commits;
    private long _appended;
    private int _isAway;

    public bool IsAvailable => Volatile.Read(ref _isAway) == 0;

    public long Commits => Interlocked.Read(ref _commits);

    public long AppendsCommitted => Interlocked.Read(ref _appended);

    public void Worked(int appended)
    {
        if (appended > 0) Interlocked.Increment(ref _commits);
        Interlocked.Add(ref _appended, appended);
        if (Interlocked.Exchange(ref _isAway, 0) == 1) log.LogInformation("The journal can be written again.");
    }

    public void Failed(Exception cause)
    {
        if (Interlocked.Exchange(ref _isAway, 1) == 0) log.LogError(cause, "The journal cannot be written.");
    }
}
