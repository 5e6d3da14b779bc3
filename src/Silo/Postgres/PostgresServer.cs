using Npgsql;
using Periods.Silo.Journals;

namespace Periods.Silo.Postgres;

/// <summary>
/// The database a connection string names, and how its connections are shared out. There is no pool underneath: each user of this
/// owns its connections for as long as they work, so nobody can take the one another waits for.
/// </summary>
internal sealed class PostgresServer
{
    private readonly NpgsqlDataSource _source;
    private long _failures;
    private string? _started;

    /// <summary>Throws <see cref="JournalOpenException"/> when the string is none.</summary>
    public PostgresServer(string connectionString)
    {
        var settings = Parse(connectionString);
        if (settings.MaxPoolSize < PostgresSettings.ConnectionsMin)
            throw new JournalOpenException($"The journal needs a Maximum Pool Size of at least {PostgresSettings.ConnectionsMin}, not {settings.MaxPoolSize}.");
        Lanes = Math.Min(settings.MaxPoolSize - 2, PostgresSettings.LanesMax);
        Readers = Math.Min(settings.MaxPoolSize - Lanes - 1, PostgresSettings.ReadersMax);
        Name = $"{settings.Host}:{settings.Port}/{settings.Database}";
        Role = settings.Username ?? "";
        settings.Pooling = false;
        // Waits end elsewhere, and what was left is not asked after: a server that is gone without a word shows when the connection is probed.
        settings.CommandTimeout = 0;
        settings.TcpKeepAlive = true;
        if (settings.TcpKeepAliveTime == 0) settings.TcpKeepAliveTime = PostgresSettings.KeepAliveSeconds;
        settings.ApplicationName ??= "periods";
        // Named, because the driver's metrics would otherwise name the whole connection string.
        _source = new NpgsqlDataSourceBuilder(settings.ConnectionString) { Name = "periods" }.Build();
    }

    /// <summary>For messages; without the password.</summary>
    public string Name { get; }

    public string Role { get; }

    public int Lanes { get; }

    public int Readers { get; }

    /// <summary>
    /// Grows with every open connection that failed. One that was opened before is not trusted any more: what ended the one probably
    /// ended them all, and an append that finds its connection dead has an unknown outcome. That none can be opened does not count: the server may let nobody
    /// new in and still work for those who are.
    /// </summary>
    public long Failures => Interlocked.Read(ref _failures);

    /// <summary>A statement that the server refused says nothing about other connections.</summary>
    public void NoteFailure(Exception cause)
    {
        if (cause is PostgresException { SqlState: var state } && !state.StartsWith("57P", StringComparison.Ordinal)) return;
        Interlocked.Increment(ref _failures);
    }

    public async Task<NpgsqlConnection> Open(CancellationToken stop)
    {
        var created = _source.CreateConnection();
        return await created.UsedFor(async connection =>
        {
            await connection.OpenAsync(stop);
            await using var command = new NpgsqlCommand(PostgresSettings.Session + "SELECT pg_is_in_recovery(), extract(epoch FROM pg_postmaster_start_time())::text, current_setting('server_encoding');", connection);
            await using var row = await command.ExecuteReaderAsync(CancellationToken.None);
            await row.ReadAsync(CancellationToken.None);
            // A standby lags behind: whatever it says about a head may be old.
            if (row.GetBoolean(0)) throw new InvalidOperationException($"{Name} is a standby.");
            // In another encoding there are texts it cannot hold, each of which would fail the whole batch it is in.
            if (row.GetString(2) is var encoding and not "UTF8") throw new InvalidOperationException($"the database is in {encoding}; create one with ENCODING 'UTF8' TEMPLATE template0.");
            // Another server than before may not have what the one before had committed; every older connection leads to that one, or nowhere.
            var started = row.GetString(1);
            if (Interlocked.Exchange(ref _started, started) is { } before && before != started) Interlocked.Increment(ref _failures);
        });
    }

    private static NpgsqlConnectionStringBuilder Parse(string connectionString)
    {
        try
        {
            return new NpgsqlConnectionStringBuilder(connectionString);
        }
        catch (Exception e) when (e is ArgumentException or FormatException or KeyNotFoundException)
        {
            throw new JournalOpenException($"The journal's connection string cannot be read: {e.Message}", e);
        }
    }
}
