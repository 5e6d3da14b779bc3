using System.Globalization;
using Npgsql;

namespace Periods.Silo.Tests.Postgres;

/// <summary>Somebody else at the database, by another way than the code under test.</summary>
internal static class Sql
{
    public static void Run(string connectionString, string sql) => PostgresCluster.Execute(connectionString, sql);

    public static long Number(string connectionString, string sql)
    {
        using var connection = new NpgsqlConnection(connectionString + ";Pooling=False");
        connection.Open();
        using var command = new NpgsqlCommand(sql, connection);
        return Convert.ToInt64(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    }
}
