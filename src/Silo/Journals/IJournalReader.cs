using Periods.Grains.Journal;

namespace Periods.Silo.Journals;

/// <summary>
/// All rows of a journal, for the verifier. Reads beside a running service, as of one moment. Every method throws
/// <see cref="JournalUnavailableException"/> when storage cannot be read, and <see cref="HistoryUnreadableException"/> when it is damaged.
/// </summary>
public interface ILanedJournalReader : IAsyncDisposable
{
    /// <summary>The lanes commits came along, those of a lane one after the other. Each counts its events without gaps.</summary>
    Task<IReadOnlyList<JournalLane>> Lanes();

    /// <summary>The events up to the end of each lane, entity by entity, each in order of version.</summary>
    IAsyncEnumerable<JournalRow> Rows(IReadOnlyList<JournalLane> lanes, CancellationToken stop);

    /// <summary>The positions of a lane up to its end, ascending.</summary>
    IAsyncEnumerable<long> Positions(JournalLane lane, CancellationToken stop);
}

/// <summary>A journal with one lane: all commits come one after the other. Whatever is appended after <see cref="End"/> is left out by position.</summary>
public interface IJournalReader : ILanedJournalReader
{
    /// <summary>Where the journal ends, both numbers as of one moment.</summary>
    Task<JournalEnd> End();

    /// <summary>The events up to a position, entity by entity, each in order of version.</summary>
    IAsyncEnumerable<JournalRow> Rows(long upTo, CancellationToken stop);

    /// <summary>The positions up to a position, ascending.</summary>
    IAsyncEnumerable<long> Positions(long upTo, CancellationToken stop);

    async Task<IReadOnlyList<JournalLane>> ILanedJournalReader.Lanes() => [new JournalLane(0, await End())];

    IAsyncEnumerable<JournalRow> ILanedJournalReader.Rows(IReadOnlyList<JournalLane> lanes, CancellationToken stop) => Rows(lanes[0].End.LastPosition, stop);

    IAsyncEnumerable<long> ILanedJournalReader.Positions(JournalLane lane, CancellationToken stop) => Positions(lane.End.LastPosition, stop);
}

/// <param name="Number">0 where there is only one.</param>
public sealed record JournalLane(int Number, JournalEnd End);

/// <param name="Head">The last position as every commit notes it.</param>
/// <param name="LastPosition">The last position there is an event at; 0 without events.</param>
public readonly record struct JournalEnd(long Head, long LastPosition);

/// <param name="Entity">The key as it is kept; anything at all in a damaged journal.</param>
/// <param name="Event">Null when the row cannot be read as an event.</param>
/// <param name="Lane">The lane its position counts in.</param>
public sealed record JournalRow(string Entity, long Version, long Position, JournalEvent? Event, int Lane = 0);
