using Npgsql;
using Periods.Grains.Journal;

namespace Periods.Silo.Postgres;

/// <summary>An event as columns.</summary>
internal static class EventRow
{
    public const string Columns = "version, type, data, at, actor, command_id, hash, token_id, request_id, replaced, ordered_at, client_address, stated_email";

    public static JournalEvent Read(NpgsqlDataReader row, int first) => new(
        row.GetInt64(first),
        row.GetString(first + 1),
        row.GetFieldValue<byte[]>(first + 2),
        row.GetFieldValue<DateTimeOffset>(first + 3),
        row.GetGuid(first + 4),
        TextOrNull(row, first + 5),
        row.GetFieldValue<byte[]>(first + 6),
        new EventContext(
            new Origin(row.IsDBNull(first + 7) ? null : row.GetGuid(first + 7), TextOrNull(row, first + 8), TextOrNull(row, first + 11), TextOrNull(row, first + 12)),
            row.IsDBNull(first + 9) ? null : row.GetFieldValue<byte[]>(first + 9),
            row.IsDBNull(first + 10) ? null : row.GetFieldValue<DateTimeOffset>(first + 10)));

    /// <summary>Null when an edited column holds what no time can be made of.</summary>
    public static JournalEvent? TryRead(NpgsqlDataReader row, int first)
    {
        try
        {
            return Read(row, first);
        }
        catch (Exception e) when (e is InvalidCastException or ArgumentException or OverflowException)
        {
            return null;
        }
    }

    private static string? TextOrNull(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);
}
