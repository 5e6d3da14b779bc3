namespace Periods.Silo.Sqlite;

/// <summary>SQLite refused or could not do something.</summary>
/// <param name="code">The primary result code (https://sqlite.org/rescode.html).</param>
internal sealed class SqliteFault(int code, string message) : Exception($"{message} (SQLite {code})")
{
    /// <summary>Whether the file is damaged or is no database, rather than out of reach for now.</summary>
    public bool IsDamage => code is SQLitePCL.raw.SQLITE_CORRUPT or SQLitePCL.raw.SQLITE_NOTADB;

    /// <summary>Whether the file, or what SQLite makes beside it, cannot be opened.</summary>
    public bool IsShut => code is SQLitePCL.raw.SQLITE_CANTOPEN;
}
