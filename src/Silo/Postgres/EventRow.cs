using Npgsql;
using Periods.Grains.Journal;

namespace Periods.Silo.Postgres;

/// <summary>An event as columns.</summary>
internal static class EventRow
{
    public const string Columns = "version, type, data, at, actor, command_id, hash";

    public static JournalEvent Read(NpgsqlDataReader row, int first) => new(
        row.GetInt64(first),
        row.GetString(first + 1),
        row.GetFieldValue<byte[]>(first + 2),
        row.GetFieldValue<DateTimeOffset>(first + 3),
        row.GetGuid(first + 4),
        row.IsDBNull(first + 5) ? null : row.GetString(first + 5),
        row.GetFieldValue<byte[]>(first + 6));
}
