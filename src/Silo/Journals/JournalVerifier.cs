using Periods.Grains.Journal;

namespace Periods.Silo.Journals;

/// <summary>
/// Finds the first row of a journal that was edited, moved or taken away. Memory does not grow with the journal.
/// The chain of each entity comes first, because it names the row best; then the positions, which also show an entity's
/// chain that lost its end; then the head, which shows a journal that lost its end.
/// Not seen: a tail cut together with the head row set back, a lane taken away with all its rows where no chain misses them, and rows of
/// different entities that changed places in commit order. No hash is over the state of a snapshot, nor over an answer kept for a retry: what somebody makes of those is not seen.
/// </summary>
public sealed class JournalVerifier
{
    private readonly ILanedJournalReader _journal;
    private long _events;
    private long _entities;
    private string? _entity;
    private ChainWalk? _chain;
    private long _position;
    private int _lane;

    private JournalVerifier(ILanedJournalReader journal) => _journal = journal;

    /// <summary>Throws <see cref="JournalUnavailableException"/> when storage cannot be read now: nothing is known of the rows that were not reached.</summary>
    public static Task<JournalReport> Verify(ILanedJournalReader journal, CancellationToken stop) => new JournalVerifier(journal).Walk(stop);

    private async Task<JournalReport> Walk(CancellationToken stop)
    {
        try
        {
            var lanes = await _journal.Lanes();
            return Report(await BadInChains(lanes, stop) ?? await BadInLanes(lanes, stop));
        }
        catch (HistoryUnreadableException e)
        {
            // Not known to be this entity's next row, but it is where an operator starts to look.
            var after = _entity is null ? "from the beginning" : $"after {_entity} version {_chain?.Head.Version ?? 0}";
            return Report(new BadRow(null, null, null, $"cannot be read {after}: {e.Message}"));
        }
    }

    private JournalReport Report(BadRow? bad) => new(_events, _entities, bad);

    private async Task<BadRow?> BadInChains(IReadOnlyList<JournalLane> lanes, CancellationToken stop)
    {
        await foreach (var row in _journal.Rows(lanes, stop))
        {
            _events++;
            if (row.Entity != _entity) Enter(row.Entity);
            if (Wrong(row) is { } bad) return bad;
            (_lane, _position) = (row.Lane, row.Position);
        }
        return null;
    }

    private void Enter(string entity)
    {
        _entities++;
        _entity = entity;
        _chain = TryParse(entity, out var key) ? new ChainWalk(key) : null;
        _position = 0;
    }

    private BadRow? Wrong(JournalRow row)
    {
        if (_chain is null) return new(row.Entity, row.Version, row.Position, "belongs to no entity");
        if (_chain.Take(new EntityRow(row.Version, row.Event)) is { } fault)
            return new(row.Entity, fault.Version, fault.IsMissing ? null : row.Position, fault.Wrong);
        // Lanes do not know of each other's order.
        return row.Lane == _lane && row.Position <= _position
            ? new(row.Entity, row.Version, row.Position, $"stands before version {row.Version - 1} in commit order")
            : null;
    }

    private async Task<BadRow?> BadInLanes(IReadOnlyList<JournalLane> lanes, CancellationToken stop)
    {
        var events = 0L;
        foreach (var lane in lanes)
        {
            var expected = 0L;
            await foreach (var position in _journal.Positions(lane, stop))
                if (position != ++expected) return Missing(lane, expected, "");
            events += expected;
        }
        // An index that lost rows hides them from the walk along the chains.
        if (events != _events) return new(null, null, null, $"{events} events are kept, but {_events} are found by their entities");
        return lanes.Select(BadEnd).FirstOrDefault(bad => bad is not null);
    }

    private static BadRow? BadEnd(JournalLane lane) =>
        lane.End.Head == lane.End.LastPosition ? null
        : lane.End.Head > lane.End.LastPosition ? Missing(lane, lane.End.LastPosition + 1, $"; {Whole(lane)} ended at position {lane.End.Head}")
        : new(null, null, lane.End.Head + 1, $"was not written by the service: {Whole(lane)} ended at position {lane.End.Head}");

    private static BadRow Missing(JournalLane lane, long position, string more) =>
        new(null, null, position, (lane.Number == 0 ? "is missing" : $"is missing from lane {lane.Number}") + more);

    private static string Whole(JournalLane lane) => lane.Number == 0 ? "the journal" : $"lane {lane.Number}";

    private static bool TryParse(string text, out EntityKey key)
    {
        try
        {
            key = EntityKey.Parse(text);
            // Upper case, or another separator, and the service does not find it.
            return key.ToString() == text;
        }
        catch (FormatException)
        {
            key = default;
            return false;
        }
    }
}
