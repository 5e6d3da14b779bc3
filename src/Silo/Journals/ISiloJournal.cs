using Periods.Grains.Journal;

namespace Periods.Silo.Journals;

/// <summary>A journal as the silo that opened it sees it.</summary>
public interface ISiloJournal : IJournal, IAsyncDisposable
{
    /// <summary>Whether nothing was recorded yet when it was opened.</summary>
    bool WasEmpty { get; }

    /// <summary>Whether the last attempt to write worked. While it did not, the journal tries again by itself.</summary>
    bool IsAvailable { get; }

    /// <summary>Appends that wait.</summary>
    int QueueLength { get; }
}
