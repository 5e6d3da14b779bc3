using System.Globalization;
using Periods.Grains.Journal;

namespace Periods.Silo.Postgres;

/// <summary>The statements that read journal entries by date, on the index of schema file 0002.</summary>
internal static class EntriesByDate
{
    /// <summary>Letter for letter as in the index, or the index is not found.</summary>
    private const string Date = """(data::json #>> '{entry,posting_date}') COLLATE "C" """;

    private const string OfBusiness = $"entity = (SELECT id FROM periods.entity WHERE key = $1) AND type = '{DatedEvents.Type}'";

    /// <summary>Key, place and version to begin after, last date, rows.</summary>
    public const string Forth =
        $"SELECT {EventRow.Columns} FROM periods.event WHERE {OfBusiness} AND ({Date}, version) > ($2, $3) AND {Date} <= $4 ORDER BY {Date}, version LIMIT $5";

    /// <summary>Key, place and version to begin before, first date, rows.</summary>
    public const string Back =
        $"SELECT {EventRow.Columns} FROM periods.event WHERE {OfBusiness} AND ({Date}, version) < ($2, $3) AND {Date} >= $4 ORDER BY {Date} DESC, version DESC LIMIT $5";

    /// <summary>Key, first and last date.</summary>
    public const string Count = $"SELECT count(*) FROM periods.event WHERE {OfBusiness} AND {Date} BETWEEN $2 AND $3";

    public static string Text(DateOnly date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
