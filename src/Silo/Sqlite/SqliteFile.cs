using Periods.Silo.Journals;
using SQLitePCL;

namespace Periods.Silo.Sqlite;

/// <summary>One connection to a database file, for one thread at a time.</summary>
internal sealed class SqliteFile : IDisposable
{
    private readonly sqlite3 _db;
    private readonly List<SqliteStatement> _statements = [];

    static SqliteFile() => Batteries_V2.Init();

    private SqliteFile(string path, int flags)
    {
        var code = raw.sqlite3_open_v2(path, out _db, flags | raw.SQLITE_OPEN_NOMUTEX, null);
        if (code == raw.SQLITE_OK) return;
        var fault = new SqliteFault(code, raw.sqlite3_errstr(code).utf8_to_string());
        _db.Dispose();
        throw fault;
    }

    /// <summary>Opens the file, created when missing, for its one writer. Throws <see cref="JournalOpenException"/> when it cannot have a log: SQLite goes on without one and says so only when asked.</summary>
    public static SqliteFile ForWriting(string path)
    {
        var file = Opened(path, raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_CREATE, SqliteSettings.Writer);
        if (file.Number("SELECT journal_mode = 'wal' FROM pragma_journal_mode") == 1) return file;
        file.Dispose();
        throw new JournalOpenException($"{path} cannot have a log beside it; put it on a local disk.");
    }

    /// <summary>Opens a file that exists, beside whoever writes it.</summary>
    public static SqliteFile ForReading(string path) => Opened(path, raw.SQLITE_OPEN_READONLY, SqliteSettings.Reader);

    /// <summary>Opens a file that exists, beside whoever writes it, or on a medium that nobody can write.</summary>
    public static SqliteFile ForVerifying(string path)
    {
        try
        {
            return ForReading(path);
        }
        catch (SqliteFault e) when (e.IsShut)
        {
            // Not even an empty log can be made beside it.
            return ForInspecting(path);
        }
    }

    /// <summary>
    /// Opens a file that nobody else has open and leaves nothing beside it, where an ordinary reader would leave an empty log.
    /// With a log beside it already, left by a process that died, the log has to be read too.
    /// </summary>
    public static SqliteFile ForInspecting(string path) => File.Exists(path + "-wal")
        ? ForReading(path)
        : Opened($"{new Uri(path).AbsoluteUri}?immutable=1", raw.SQLITE_OPEN_READONLY | raw.SQLITE_OPEN_URI, SqliteSettings.Reader);

    /// <summary>Whether no transaction is open.</summary>
    private bool IsSettled => raw.sqlite3_get_autocommit(_db) != 0;

    public void Begin() => Execute("BEGIN IMMEDIATE");

    public void Commit() => Execute("COMMIT");

    /// <summary>Takes back what is not committed. SQLite has already done so after some errors.</summary>
    public void Rollback()
    {
        if (!IsSettled) Execute("ROLLBACK");
    }

    /// <summary>Copies as much of the log into the file as nobody still reads. Whether that was all of it; false also when the disk is full. Throws when the disk fails.</summary>
    public bool TryCopyLog()
    {
        var code = raw.sqlite3_wal_checkpoint_v2(_db, "main", raw.SQLITE_CHECKPOINT_PASSIVE, out var pages, out var copied);
        if ((code & 0xff) == raw.SQLITE_IOERR) Check(code);
        return code == raw.SQLITE_OK && copied == pages;
    }

    /// <summary>Closing this connection, though it be the last one, leaves the log as it is.</summary>
    public void KeepLog() => Check(raw.sqlite3_db_config(_db, raw.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, out _));

    /// <summary>Pages that this connection has written since it was last asked.</summary>
    public int TakePagesWritten()
    {
        _ = raw.sqlite3_db_status(_db, raw.SQLITE_DBSTATUS_CACHE_WRITE, out var written, out _, 1);
        return written;
    }

    public void Execute(string sql) => Check(raw.sqlite3_exec(_db, sql));

    /// <summary>Compiles a statement that lives as long as the connection.</summary>
    public SqliteStatement Prepare(string sql)
    {
        Check(raw.sqlite3_prepare_v3(_db, sql, raw.SQLITE_PREPARE_PERSISTENT, out var compiled));
        var statement = new SqliteStatement(this, compiled);
        _statements.Add(statement);
        return statement;
    }

    /// <summary>The first column of the first row.</summary>
    public long Number(string sql)
    {
        Check(raw.sqlite3_prepare_v2(_db, sql, out var compiled));
        using var statement = new SqliteStatement(this, compiled);
        return statement.Number() ?? 0;
    }

    public void Check(int code)
    {
        if (code is not (raw.SQLITE_OK or raw.SQLITE_ROW or raw.SQLITE_DONE)) throw new SqliteFault(code & 0xff, raw.sqlite3_errmsg(_db).utf8_to_string());
    }

    public void Dispose()
    {
        foreach (var statement in _statements) statement.Dispose();
        _db.Dispose();
    }

    private static SqliteFile Opened(string path, int flags, string settings)
    {
        var file = new SqliteFile(path, flags);
        try
        {
            file.Execute(settings);
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }
}
