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
        await using var connection = await database.OpenConnectionAsync();
        await using var command = new NpgsqlCommand(await schema.ReadToEndAsync(), connection);
        await command.ExecuteNonQueryAsync();
        return database;
    }

    /// <summary>A statement with its parameters in order.</summary>
    public static NpgsqlCommand Statement(this NpgsqlDataSource database, string sql, params ReadOnlySpan<NpgsqlParameter> parameters)
    {
        var command = database.CreateCommand(sql);
        foreach (var parameter in parameters) command.Parameters.Add(parameter);
        return command;
    }

    public static NpgsqlParameter<T> With<T>(T value) => new() { TypedValue = value };

    public static NpgsqlParameter WithText(string? value) => new() { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text };
}
