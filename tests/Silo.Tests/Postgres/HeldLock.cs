using Npgsql;

namespace Periods.Silo.Tests.Postgres;

/// <summary>Somebody else's transaction that keeps a table to itself until disposed.</summary>
internal sealed class HeldLock : IAsyncDisposable
{
    private readonly NpgsqlConnection _connection;

    private HeldLock(NpgsqlConnection connection) => _connection = connection;

    public static async Task<IAsyncDisposable> On(string connectionString, string table, string mode = "EXCLUSIVE")
    {
        var connection = new NpgsqlConnection(connectionString + ";Pooling=False");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand($"BEGIN; LOCK TABLE {table} IN {mode} MODE", connection);
        await command.ExecuteNonQueryAsync();
        return new HeldLock(connection);
    }

    public ValueTask DisposeAsync() => _connection.DisposeAsync();
}
