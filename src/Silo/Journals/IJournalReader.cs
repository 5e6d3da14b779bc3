using Periods.Grains.Journal;

namespace Periods.Silo.Journals;

/// <summary>
/// All rows of a journal, for the verifier. Reads beside a running service: whatever is appended after <see cref="End"/> is left out by
/// position. Every method throws <see cref="JournalUnavailableException"/> when storage cannot be read.
/// </summary>
public interface IJournalReader : IAsyncDisposable
{
    /// <summary>Where the journal ends, both numbers as of one moment.</summary>
    Task<JournalEnd> End();

    /// <summary>The events up to a position, entity by entity, each in order of version.</summary>
    IAsyncEnumerable<JournalRow> Rows(long upTo, CancellationToken stop);

    /// <summary>The positions up to a position, ascending.</summary>
    IAsyncEnumerable<long> Positions(long upTo, CancellationToken stop);
}

/// <param name="Head">The last position as every commit notes it.</param>
/// <param name="LastPosition">The last position there is an event at; 0 without events.</param>
public readonly record struct JournalEnd(long Head, long LastPosition);

/// <param name="Entity">The key as it is kept; anything at all in a damaged journal.</param>
/// <param name="Event">Null when the row cannot be read as an event.</param>
public sealed record JournalRow(string Entity, long Version, long Position, JournalEvent? Event);
