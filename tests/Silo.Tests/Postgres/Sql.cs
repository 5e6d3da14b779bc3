using System.Globalization;
using Npgsql;

namespace Periods.Silo.Tests.Postgres;

/// <summary>Somebody else at the database, by another way than the code under test.</summary>
internal static class Sql
{
    public static void Run(string connectionString, string sql) => PostgresCluster.Execute(connectionString, sql);

    /// <summary>The rows of one column, as lines.</summary>
    public static string Text(string connectionString, string sql)
    {
        using var connection = new NpgsqlConnection(connectionString + ";Pooling=False");
        connection.Open();
        using var command = new NpgsqlCommand(sql, connection);
        using var rows = command.ExecuteReader();
        var lines = new List<string>();
        while (rows.Read()) lines.Add(rows.GetString(0));
        return string.Join('\n', lines);
    }

    public static long Number(string connectionString, string sql)
    {
        using var connection = new NpgsqlConnection(connectionString + ";Pooling=False");
        connection.Open();
        using var command = new NpgsqlCommand(sql, connection);
        return Convert.ToInt64(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    }
}
