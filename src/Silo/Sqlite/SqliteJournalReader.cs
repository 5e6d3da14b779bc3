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
    private readonly SqliteStatement _rows;
    private readonly SqliteStatement _positions;

    private SqliteJournalReader(SqliteFile file)
    {
        _file = file;
        _end = file.Prepare("SELECT (SELECT position FROM head), (SELECT max(position) FROM event)");
        _rows = file.Prepare($"""
            SELECT event.entity, entity.key, event.position, {EventRow.Columns}
            FROM event LEFT JOIN entity ON entity.id = event.entity
            WHERE (event.entity, event.version) > (?1, ?2) AND event.position <= ?3
            ORDER BY event.entity, event.version LIMIT {Page}
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
        var (entity, version) = (long.MinValue, 0L);
        while (true)
        {
            stop.ThrowIfCancellationRequested();
            var page = await Reading(() => RowsAfter(entity, version, upTo));
            foreach (var (_, row) in page) yield return row;
            if (page.Count < Page) yield break;
            (entity, version) = (page[^1].Entity, page[^1].Row.Version);
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

    private List<(long Entity, JournalRow Row)> RowsAfter(long entity, long version, long upTo)
    {
        var page = new List<(long, JournalRow)>();
        using var rows = _rows.Bind(1, entity).Bind(2, version).Bind(3, upTo).Query();
        while (rows.Next())
        {
            var number = rows.Number(0);
            var key = rows.IsNull(1) ? $"entity number {number}" : rows.Text(1);
            page.Add((number, new JournalRow(key, rows.Number(3), rows.Number(2), EventRow.TryRead(rows, 3))));
        }
        return page;
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
            throw new JournalUnavailableException(e.Message, e);
        }
    }
}
