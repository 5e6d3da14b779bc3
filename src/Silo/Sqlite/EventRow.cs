using Periods.Grains.Journal;

namespace Periods.Silo.Sqlite;

/// <summary>An event as columns, in the order both directions use.</summary>
internal static class EventRow
{
    public const string Columns = "version, type, data, at, actor, command_id, hash, token_id, request_id, replaced, ordered_at, client_address, stated_email";

    public static SqliteStatement Bind(SqliteStatement statement, int first, JournalEvent e) => statement
        .Bind(first, e.Version)
        .BindText(first + 1, e.Type)
        .BindText(first + 2, e.Data)
        .Bind(first + 3, Microseconds.Of(e.At))
        .BindId(first + 4, e.Actor)
        .BindText(first + 5, e.CommandId)
        .BindBytes(first + 6, e.Hash)
        .BindId(first + 7, e.Context.Origin.TokenId)
        .BindText(first + 8, e.Context.Origin.RequestId)
        .BindText(first + 9, e.Context.Replaced)
        .Bind(first + 10, e.Context.OrderedAt is { } at ? Microseconds.Of(at) : null)
        .BindText(first + 11, e.Context.Origin.Address)
        .BindText(first + 12, e.Context.Origin.StatedEmail);

    public static JournalEvent Read(SqliteStatement.Rows row, int first) => new(
        row.Number(first),
        row.Text(first + 1),
        row.Bytes(first + 2),
        Microseconds.ToTime(row.Number(first + 3)),
        row.Id(first + 4),
        TextOrNull(row, first + 5),
        row.Bytes(first + 6),
        new EventContext(
            new Origin(row.IsNull(first + 7) ? null : row.Id(first + 7), TextOrNull(row, first + 8), TextOrNull(row, first + 11), TextOrNull(row, first + 12)),
            row.IsNull(first + 9) ? null : row.Bytes(first + 9),
            row.IsNull(first + 10) ? null : Microseconds.ToTime(row.Number(first + 10))));

    /// <summary>Null when an edited column holds what no time and no id can be made of.</summary>
    public static JournalEvent? TryRead(SqliteStatement.Rows row, int first)
    {
        try
        {
            return Read(row, first);
        }
        catch (Exception e) when (e is ArgumentException or OverflowException)
        {
            return null;
        }
    }

    private static string? TextOrNull(SqliteStatement.Rows row, int column) => row.IsNull(column) ? null : row.Text(column);
}
