using System.Data;
using Npgsql;

namespace Periods.Plain;

/// <summary>Connections whose statements are prepared on first use and keep one plan: planning a statement anew costs as much as running it.</summary>
internal static class Database
{
    /// <summary>Each commit flushes for all that wait; more connections than this only add switching.</summary>
    private const int Connections = 64;

    public static async Task<NpgsqlDataSource> Open(string connectionString)
    {
        var database = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connectionString)
        {
            MaxPoolSize = Connections,
            MaxAutoPrepare = 20,
            AutoPrepareMinUsages = 1,
            NoResetOnClose = true,
            Options = "-c plan_cache_mode=force_generic_plan -c synchronous_commit=on",
        });
        using var schema = new StreamReader(typeof(Database).Assembly.GetManifestResourceStream("Schema.sql")!);
        await database.Run(await schema.ReadToEndAsync());
        return database;
    }

    /// <summary>The first row of a statement, or null. The connection is back in the pool before anybody answers.</summary>
    public static async ValueTask<T?> First<T>(this NpgsqlDataSource database, string sql, Func<NpgsqlDataReader, T> read, params NpgsqlParameter[] parameters)
        where T : class
    {
        await using var command = database.CreateCommand(sql);
        command.Parameters.AddRange(parameters);
        await using var row = await command.ExecuteReaderAsync(CommandBehavior.SingleRow);
        return await row.ReadAsync() ? read(row) : null;
    }

    public static async ValueTask<List<T>> All<T>(this NpgsqlDataSource database, string sql, Func<NpgsqlDataReader, T> read, params NpgsqlParameter[] parameters)
    {
        var all = new List<T>();
        await using var command = database.CreateCommand(sql);
        command.Parameters.AddRange(parameters);
        await using var row = await command.ExecuteReaderAsync();
        while (await row.ReadAsync()) all.Add(read(row));
        return all;
    }

    public static async ValueTask Run(this NpgsqlDataSource database, string sql, params NpgsqlParameter[] parameters)
    {
        await using var command = database.CreateCommand(sql);
        command.Parameters.AddRange(parameters);
        await command.ExecuteNonQueryAsync();
    }

    public static NpgsqlParameter<T> With<T>(T value) => new() { TypedValue = value };

    public static NpgsqlParameter WithText(string? value) => new() { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text };
}
