using System.Runtime.CompilerServices;
using Periods.Grains.Journal;
using Periods.Silo.Journals;

namespace Periods.Silo.Sqlite;

/// <summary>A file for the verifier: read-only, also while a service writes it. Reads in pages, so that the log can be emptied meanwhile.</summary>
public sealed class SqliteJournalReader : IJournalReader
{
    private const int Page = 1_000;

    private readonly SqliteFile _file;
    private readonly SqliteStatement _end;
    private readonly SqliteStatement _indexed;
    private readonly SqliteStatement _findUnindexed;
    private readonly SqliteStatement _rows;
    private readonly SqliteStatement _positions;

    private SqliteJournalReader(SqliteFile file)
    {
        _file = file;
        _end = file.Prepare("SELECT (SELECT position FROM head), (SELECT max(position) FROM event)");
        _indexed = file.Prepare("SELECT indexed FROM head");
        file.Execute("CREATE TEMP TABLE unindexed (entity, version, position); CREATE INDEX temp.unindexed_in_order ON unindexed (entity, version, position)");
        _findUnindexed = file.Prepare("INSERT INTO unindexed SELECT entity, version, position FROM event WHERE position > ?1 AND position <= ?2");
        // Told is what the row says it is, whatever it was indexed as.
        _rows = file.Prepare($"""
            SELECT of_entity, of_version, entity.key, event.entity, event.position, {EventRow.Columns}
            FROM (
              SELECT entity AS of_entity, version AS of_version, position AS lies_at FROM event_index WHERE (entity, version) > (?1, ?2) AND position <= ?3
              UNION ALL
              SELECT * FROM unindexed WHERE (entity, version) > (?1, ?2)
              ORDER BY of_entity, of_version LIMIT {Page}
            )
            LEFT JOIN event ON event.position = lies_at
            LEFT JOIN entity ON entity.id = event.entity
            ORDER BY of_entity, of_version
            """);
        // By the table itself, not by an index, which could be the very thing that is damaged.
        _positions = file.Prepare($"SELECT position FROM event NOT INDEXED WHERE position > ?1 AND position <= ?2 ORDER BY position LIMIT {Page}");
    }

    /// <summary>Opens a file that exists. Throws <see cref="JournalOpenException"/>.</summary>
    public static SqliteJournalReader Open(string path) => new(JournalFile.OpenForVerifying(path));

    public Task<JournalEnd> End() => Reading(() =>
    {
        using var row = _end.Query();
        row.Next();
        return new JournalEnd(row.Number(0), row.Number(1));
    });

    public async IAsyncEnumerable<JournalRow> Rows(long upTo, [EnumeratorCancellation] CancellationToken stop)
    {
        var indexed = await Reading(() => FindUnindexed(upTo));
        var (entity, version) = (long.MinValue, 0L);
        while (true)
        {
            stop.ThrowIfCancellationRequested();
            var page = await Reading(() => RowsAfter(entity, version, indexed));
            foreach (var (_, _, row) in page)
                if (row is not null) yield return row;
            if (page.Count < Page) yield break;
            (entity, version, _) = page[^1];
        }
    }

    public async IAsyncEnumerable<long> Positions(long upTo, [EnumeratorCancellation] CancellationToken stop)
    {
        var position = long.MinValue;
        while (true)
        {
            stop.ThrowIfCancellationRequested();
            var page = await Reading(() => PositionsAfter(position, upTo));
            foreach (var next in page) yield return next;
            if (page.Count < Page) yield break;
            position = page[^1];
        }
    }

    public ValueTask DisposeAsync()
    {
        _file.Dispose();
        return default;
    }

    /// <summary>Looks up the events the index does not have yet. Up to the position returned it has all, whatever is added to it meanwhile.</summary>
    private long FindUnindexed(long upTo)
    {
        var indexed = Math.Min(_indexed.Number() ?? 0, upTo);
        _file.Execute("DELETE FROM unindexed");
        _findUnindexed.Bind(1, indexed).Bind(2, upTo).Run();
        return indexed;
    }

    private List<(long Entity, long Version, JournalRow? Row)> RowsAfter(long entity, long version, long indexed)
    {
        var page = new List<(long, long, JournalRow?)>();
        using var rows = _rows.Bind(1, entity).Bind(2, version).Bind(3, indexed).Query();
        while (rows.Next()) page.Add((rows.Number(0), rows.Number(1), Row(rows)));
        return page;
    }

    private static JournalRow? Row(SqliteStatement.Rows row)
    {
        // The index names an event that is not there any more: the chain, or else the positions, will miss it.
        if (row.IsNull(4)) return null;
        var key = row.IsNull(2) ? $"entity number {row.Number(3)}" : row.Text(2);
        return new JournalRow(key, row.Number(5), row.Number(4), EventRow.TryRead(row, 5));
    }

    private List<long> PositionsAfter(long position, long upTo)
    {
        var page = new List<long>();
        using var rows = _positions.Bind(1, position).Bind(2, upTo).Query();
        while (rows.Next()) page.Add(rows.Number(0));
        return page;
    }

    private static async Task<T> Reading<T>(Func<T> read)
    {
        try
        {
            return await Task.Run(read);
        }
        catch (SqliteFault e)
        {
            if (e.IsDamage) throw new HistoryUnreadableException(e.Message, e);
            throw new JournalUnavailableException(e.Message, e);
        }
    }
}
