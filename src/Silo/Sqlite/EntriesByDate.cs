using System.Globalization;
using Periods.Grains.Journal;

namespace Periods.Silo.Sqlite;

/// <summary>Reads journal entries by date, on the index of schema file 0002.</summary>
internal sealed class EntriesByDate(SqliteFile file)
{
    private const string OfBusiness = $"entity = (SELECT id FROM entity WHERE key = ?1) AND type = '{DatedEvents.Type}'";

    /// <summary>Key, place and version to begin after, last date, rows.</summary>
    public const string Forth =
        $"SELECT {EventRow.Columns} FROM event WHERE {OfBusiness} AND (posting_date, version) > (?2, ?3) AND posting_date <= ?4 ORDER BY posting_date, version LIMIT ?5";

    /// <summary>Key, place and version to begin before, first date, rows.</summary>
    public const string Back =
        $"SELECT {EventRow.Columns} FROM event WHERE {OfBusiness} AND (posting_date, version) < (?2, ?3) AND posting_date >= ?4 ORDER BY posting_date DESC, version DESC LIMIT ?5";

    /// <summary>Key, first and last date.</summary>
    public const string CountBetween = $"SELECT count(*) FROM event WHERE {OfBusiness} AND posting_date BETWEEN ?2 AND ?3";

    private readonly SqliteStatement _forth = file.Prepare(Forth);
    private readonly SqliteStatement _back = file.Prepare(Back);
    private readonly SqliteStatement _count = file.Prepare(CountBetween);

    public DatedPage Read(EntityKey key, DatedQuery query)
    {
        var page = new DatedPageBuilder(query);
        var statement = query.Backwards ? _back : _forth;
        using var rows = statement.BindText(1, key.ToString())
            .BindText(2, Text(query.Beyond.Date)).Bind(3, query.Beyond.Version)
            .BindText(4, Text(query.Backwards ? query.From : query.To)).Bind(5, query.Limit + 1)
            .Query();
        while (rows.Next() && page.Add(EventRow.Read(rows, 0)))
        {
        }
        return page.Page(query.Counted ? Count(key, query) : null);
    }

    private long Count(EntityKey key, DatedQuery query) =>
        _count.BindText(1, key.ToString()).BindText(2, Text(query.From)).BindText(3, Text(query.To)).Number() ?? 0;

    private static string Text(DateOnly date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
