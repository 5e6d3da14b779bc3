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
        var settings = Settings(connectionString);
        if (settings.MaxPoolSize < PostgresSettings.ConnectionsMin)
            throw new JournalOpenException($"The journal needs a Maximum Pool Size of at least {PostgresSettings.ConnectionsMin}, not {settings.MaxPoolSize}.");
        Lanes = Math.Min(settings.MaxPoolSize - 2, PostgresSettings.LanesMax);
        Readers = Math.Min(settings.MaxPoolSize - Lanes - 1, PostgresSettings.ReadersMax);
        Name = $"{settings.Host}:{settings.Port}/{settings.Database}";
        Role = settings.Username ?? "";
        settings.Pooling = false;
        // Waits end elsewhere, and what was left is not asked after: a server that is gone without a word shows when the connection is probed.
        settings.CommandTimeout = 0;
        settings.ApplicationName ??= "periods";
        _source = Source(settings, "periods");
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

    /// <summary>A first connection. Throws when connections have not a session each.</summary>
    public async Task<NpgsqlConnection> OpenFirst(CancellationToken stop)
    {
        var opened = await Open(stop);
        return await opened.UsedFor(async connection =>
        {
            // A pooler gives out numbers of its own, whatever it pools; without one this costs nothing more.
            if (connection.ProcessID == await Process(connection)) return;
            await using var other = await Open(stop);
            // One that pools transactions serves the two by one process, or the same one by several: in this order also where processes take turns.
            int[] served = [await Process(connection), await Process(other), await Process(other), await Process(connection)];
            if (served[0] == served[1] || served[1] != served[2] || served[0] != served[3])
                throw new InvalidOperationException("a pooler stands before it that keeps no session for a connection; have it pool sessions (pool_mode = session), or connect to PostgreSQL itself.");
        });
    }

    /// <summary>The number of the server's process behind it, which is not <see cref="NpgsqlConnection.ProcessID"/> where a pooler stands between.</summary>
    public static async Task<int> Process(NpgsqlConnection connection)
    {
        await using var ask = new NpgsqlCommand("SELECT pg_backend_pid()", connection);
        return (int)(await ask.ExecuteScalarAsync(CancellationToken.None))!;
    }

    /// <summary>A statement that answers nothing, with values for <c>$1</c> and so on.</summary>
    public static async Task Run(NpgsqlConnection connection, string sql, params object[] values)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values) command.Parameters.Add(new NpgsqlParameter { Value = value });
        await command.ExecuteNonQueryAsync(CancellationToken.None);
    }

    /// <summary>The connection string, with what every connection of a silo needs. Throws <see cref="JournalOpenException"/>.</summary>
    public static NpgsqlConnectionStringBuilder Settings(string connectionString) => Reading(() =>
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString) { Multiplexing = false };
        // A socket of the file system has none.
        settings.TcpKeepAlive = settings.Host is not ['/' or '@', ..];
        if (settings.TcpKeepAlive && settings.TcpKeepAliveTime == 0) settings.TcpKeepAliveTime = PostgresSettings.KeepAliveSeconds;
        if (settings.Host?.Contains(',', StringComparison.Ordinal) is not true) return settings;
        // The driver takes the first that answers, would wait for one that does not for longer than anybody here, and believes what it found for longer than a failover takes.
        settings.TargetSessionAttributes ??= "primary";
        settings.Timeout = PostgresSettings.HostSeconds;
        settings.HostRecheckSeconds = PostgresSettings.HostSeconds;
        return settings;
    });

    /// <summary>Throws <see cref="JournalOpenException"/>.</summary>
    /// <param name="name">Because the driver's metrics would otherwise name the whole connection string.</param>
    public static NpgsqlDataSource Source(NpgsqlConnectionStringBuilder settings, string name) =>
        Reading(() => new NpgsqlDataSourceBuilder(settings.ConnectionString) { Name = name }.Build());

    private static T Reading<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is ArgumentException or FormatException or KeyNotFoundException or NotSupportedException or InvalidOperationException)
        {
            throw new JournalOpenException($"The journal's connection string cannot be read: {e.Message}", e);
        }
    }
}
