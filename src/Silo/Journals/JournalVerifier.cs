using Periods.Grains.Journal;

namespace Periods.Silo.Journals;

/// <summary>
/// Finds the first row of a journal that was edited, moved or taken away. Memory does not grow with the journal.
/// The chain of each entity comes first, because it names the row best; then the positions, which also show an entity's
/// chain that lost its end; then the head, which shows a journal that lost its end.
/// Not seen: a tail cut together with the head row set back, and rows of different entities that changed places in commit order.
/// </summary>
public sealed class JournalVerifier
{
    private readonly IJournalReader _journal;
    private long _events;
    private long _entities;
    private string? _entity;
    private EntityHead _head;
    private long _position;

    private JournalVerifier(IJournalReader journal) => _journal = journal;

    public static Task<JournalReport> Verify(IJournalReader journal, CancellationToken stop) => new JournalVerifier(journal).Walk(stop);

    private async Task<JournalReport> Walk(CancellationToken stop)
    {
        try
        {
            var end = await _journal.End();
            return Report(await BadInChains(end, stop) ?? await BadInPositions(end, stop) ?? BadEnd(end));
        }
        catch (JournalUnavailableException e)
        {
            // Not known to be this entity's next row, but it is where an operator starts to look.
            var after = _entity is null ? "from the beginning" : $"after {_entity} version {_head.Version}";
            return Report(new BadRow(null, null, null, $"cannot be read {after}: {e.Message}"));
        }
    }

    private JournalReport Report(BadRow? bad) => new(_events, _entities, bad);

    private async Task<BadRow?> BadInChains(JournalEnd end, CancellationToken stop)
    {
        await foreach (var row in _journal.Rows(end.LastPosition, stop))
        {
            _events++;
            if (row.Entity != _entity) Enter(row.Entity);
            if (Wrong(row) is { } bad) return bad;
            _head = new EntityHead(row.Version, row.Event!.Hash);
            _position = row.Position;
        }
        return null;
    }

    private void Enter(string entity)
    {
        _entities++;
        _entity = entity;
        _head = EntityHead.None;
        _position = 0;
    }

    private BadRow? Wrong(JournalRow row)
    {
        BadRow Bad(string wrong) => new(row.Entity, row.Version, row.Position, wrong);

        if (row.Version > _head.Version + 1) return new(row.Entity, _head.Version + 1, null, $"is missing; the next one kept is version {row.Version}");
        if (!TryParse(row.Entity, out var key)) return Bad("belongs to no entity");
        if (row.Event is not { } e) return Bad("cannot be read as an event");
        if (row.Position <= _position) return Bad($"stands before version {_head.Version} in commit order");
        if (!e.PreviousHash.AsSpan().SequenceEqual(_head.Hash)) return Bad("does not follow the version before it");
        return EventChain.Follows(key, _head, e) ? null : Bad("is not what was written: its hash is another one");
    }

    private async Task<BadRow?> BadInPositions(JournalEnd end, CancellationToken stop)
    {
        var expected = 0L;
        await foreach (var position in _journal.Positions(end.LastPosition, stop))
            if (position != ++expected) return new(null, null, expected, "is missing");
        // An index that lost rows hides them from the walk along the chains.
        return expected == _events ? null : new(null, null, null, $"{expected} events are kept, but {_events} are found by their entities");
    }

    private static BadRow? BadEnd(JournalEnd end) =>
        end.Head == end.LastPosition ? null
        : end.Head > end.LastPosition ? new(null, null, end.LastPosition + 1, $"is missing; the journal ended at position {end.Head}")
        : new(null, null, end.Head + 1, $"was not written by the service: the journal ended at position {end.Head}");

    private static bool TryParse(string text, out EntityKey key)
    {
        try
        {
            key = EntityKey.Parse(text);
            return true;
        }
        catch (FormatException)
        {
            key = default;
            return false;
        }
    }
}
