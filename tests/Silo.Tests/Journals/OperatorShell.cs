using Microsoft.Data.Sqlite;

namespace Periods.Silo.Tests.Journals;

/// <summary>Somebody else at the database file, by another way than the code under test.</summary>
internal sealed class OperatorShell : IAsyncDisposable
{
    private readonly SqliteConnection _connection;

    public OperatorShell(string path)
    {
        SQLitePCL.Batteries_V2.Init();
        _connection = new SqliteConnection($"Data Source={path};Pooling=False");
        _connection.Open();
    }

    public static void Run(string path, string sql)
    {
        using var shell = new OperatorShell(path)._connection;
        Execute(shell, sql);
    }

    /// <summary>Keeps everybody else from committing until disposed.</summary>
    public static OperatorShell HoldingTheWriteLock(string path)
    {
        var shell = new OperatorShell(path);
        shell.Run("BEGIN IMMEDIATE");
        return shell;
    }

    public void Run(string sql) => Execute(_connection, sql);

    public long Number(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        return (long)command.ExecuteScalar()!;
    }

    /// <summary>How SQLite would run a query; its parameters are left open.</summary>
    public string Plan(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = $"EXPLAIN QUERY PLAN {sql}";
        for (var n = 1; sql.Contains($"?{n}", StringComparison.Ordinal); n++) command.Parameters.AddWithValue($"?{n}", DBNull.Value);
        using var rows = command.ExecuteReader();
        var plan = new List<string>();
        while (rows.Read()) plan.Add(rows.GetString(3));
        return string.Join('\n', plan);
    }

    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
