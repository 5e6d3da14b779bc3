using Periods.Grains.Journal;

namespace Periods.Silo.Sqlite;

/// <summary>An event as columns, in the order both directions use.</summary>
internal static class EventRow
{
    public const string Columns = "version, type, data, at, actor, command_id, hash";

    public static SqliteStatement Bind(SqliteStatement statement, int first, JournalEvent e) => statement
        .Bind(first, e.Version)
        .BindText(first + 1, e.Type)
        .BindText(first + 2, e.Data)
        .Bind(first + 3, Microseconds.Of(e.At))
        .BindId(first + 4, e.Actor)
        .BindText(first + 5, e.CommandId)
        .BindBytes(first + 6, e.Hash);

    public static JournalEvent Read(SqliteStatement.Rows row, int first) => new(
        row.Number(first),
        row.Text(first + 1),
        row.Bytes(first + 2),
        Microseconds.ToTime(row.Number(first + 3)),
        row.Id(first + 4),
        row.IsNull(first + 5) ? null : row.Text(first + 5),
        row.Bytes(first + 6));
}
