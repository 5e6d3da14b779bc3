using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using SQLitePCL;

namespace Periods.Silo.Sqlite;

/// <summary>A compiled statement. Parameters count from 1, columns from 0, as in SQLite.</summary>
internal sealed class SqliteStatement(SqliteFile file, sqlite3_stmt compiled) : IDisposable
{
    public SqliteStatement Bind(int index, long value)
    {
        file.Check(raw.sqlite3_bind_int64(compiled, index, value));
        return this;
    }

    public SqliteStatement Bind(int index, long? value) => value is { } number ? Bind(index, number) : BindNull(index);

    public SqliteStatement BindText(int index, string? text)
    {
        if (text is null) return BindNull(index);
        var length = Encoding.UTF8.GetMaxByteCount(text.Length);
        byte[]? rented = null;
        var buffer = length <= 512 ? stackalloc byte[512] : rented = ArrayPool<byte>.Shared.Rent(length);
        BindText(index, buffer[..Encoding.UTF8.GetBytes(text, buffer)]);
        if (rented is not null) ArrayPool<byte>.Shared.Return(rented);
        return this;
    }

    public SqliteStatement BindText(int index, byte[]? utf8) => utf8 is null ? BindNull(index) : BindText(index, utf8.AsSpan());

    /// <summary>UTF-8 as it is, kept as text so that it can be read in the sqlite3 shell.</summary>
    public SqliteStatement BindText(int index, ReadOnlySpan<byte> utf8)
    {
        // An empty span has no address, and SQLite takes text without an address for NULL.
        file.Check(utf8.IsEmpty ? raw.sqlite3_bind_text(compiled, index, "") : raw.sqlite3_bind_text(compiled, index, utf8));
        return this;
    }

    public SqliteStatement BindBytes(int index, ReadOnlySpan<byte> bytes)
    {
        file.Check(raw.sqlite3_bind_blob(compiled, index, bytes));
        return this;
    }

    /// <summary>In the byte order of its text, so that hex(column) reads like the id.</summary>
    public SqliteStatement BindId(int index, Guid id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        return BindBytes(index, bytes);
    }

    public SqliteStatement BindId(int index, Guid? id) => id is { } known ? BindId(index, known) : BindNull(index);

    public SqliteStatement BindBits(int index, UInt128 bits)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, bits);
        return BindBytes(index, bytes);
    }

    private SqliteStatement BindNull(int index)
    {
        file.Check(raw.sqlite3_bind_null(compiled, index));
        return this;
    }

    /// <summary>Runs a statement that gives no rows.</summary>
    public void Run()
    {
        using var none = Query();
        none.Next();
    }

    /// <summary>The first column of the first row; null when there is none.</summary>
    public long? Number()
    {
        using var row = Query();
        return row.Next() ? row.Number(0) : null;
    }

    /// <summary>Runs a query. An undisposed result keeps a read transaction open.</summary>
    public Rows Query() => new(file, compiled);

    public void Dispose() => compiled.Dispose();

    /// <summary>The rows of one run of a statement, one at a time.</summary>
    internal readonly ref struct Rows(SqliteFile file, sqlite3_stmt compiled)
    {
        public bool Next()
        {
            var code = raw.sqlite3_step(compiled);
            file.Check(code);
            return code == raw.SQLITE_ROW;
        }

        public bool IsNull(int column) => raw.sqlite3_column_type(compiled, column) == raw.SQLITE_NULL;

        public long Number(int column) => raw.sqlite3_column_int64(compiled, column);

        public string Text(int column) => Encoding.UTF8.GetString(raw.sqlite3_column_blob(compiled, column));

        /// <summary>The bytes of a blob, or of a text in UTF-8.</summary>
        public byte[] Bytes(int column) => raw.sqlite3_column_blob(compiled, column).ToArray();

        public Guid Id(int column) => new(raw.sqlite3_column_blob(compiled, column), bigEndian: true);

        public UInt128 Bits(int column) => BinaryPrimitives.ReadUInt128BigEndian(raw.sqlite3_column_blob(compiled, column));

        // Repeats the error of the last step, which has been thrown already.
        public void Dispose() => _ = raw.sqlite3_reset(compiled);
    }
}
