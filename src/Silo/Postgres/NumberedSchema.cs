using System.Reflection;
using Npgsql;
using Periods.Silo.Journals;

namespace Periods.Silo.Postgres;

/// <summary>A folder of numbered schema files, applied in order, all under one lock and in one transaction: of several who start at once, one does it.</summary>
/// <param name="folder">Of the embedded files, with its slash.</param>
/// <param name="schema">The schema they make; its table <c>schema_version</c> says which have been applied.</param>
/// <param name="migrationLock">In <see cref="PostgresSettings.LockSpace"/>.</param>
internal sealed class NumberedSchema(string folder, string schema, int migrationLock)
{
    private static readonly Assembly Home = typeof(NumberedSchema).Assembly;

    private readonly (int Version, string Name)[] _files =
    [
        .. Home.GetManifestResourceNames()
            .Where(name => name.StartsWith(folder, StringComparison.Ordinal) && char.IsAsciiDigit(name[folder.Length]))
            .Select(name => (SchemaFile.Version(name.AsSpan(folder.Length)), name))
            .OrderBy(file => file.Item1),
    ];

    private int Latest => _files[^1].Version;

    /// <summary>Makes the schema, or brings it up to date, with the rights of the role in the connection string. Throws <see cref="JournalOpenException"/>.</summary>
    public async Task Migrate(string connectionString)
    {
        var server = new PostgresServer(connectionString);
        await using var connection = await Connect(server);
        await Explaining(server, () => Upgrade(server, connection));
    }

    /// <summary>For a service that starts: leaves a schema alone that is as it should be, which also a role does that may not change it.</summary>
    public async Task Prepare(PostgresServer server)
    {
        await using var connection = await Connect(server);
        await Explaining(server, async () =>
        {
            if (await VersionOf(server, connection) < Latest) await Upgrade(server, connection);
        });
    }

    /// <summary>A connection that sees one moment of a journal that exists, and may read it as long as it takes.</summary>
    public async Task<NpgsqlConnection> OpenForVerifying(PostgresServer server)
    {
        var opened = await Connect(server);
        return await opened.UsedFor(connection => Explaining(server, async () =>
        {
            var version = await VersionOf(server, connection);
            if (version == 0) throw new JournalOpenException($"There is no journal at {server.Name}.");
            if (version < Latest) throw new JournalOpenException($"The journal at {server.Name} has schema version {version}, not {Latest}; migrate it, or a copy of it, first.");
            // Whole tables are read here, by the cheapest way.
            await PostgresServer.Run(connection, "RESET statement_timeout; RESET enable_seqscan; RESET enable_hashjoin; RESET enable_mergejoin; RESET enable_sort");
            await PostgresServer.Run(connection, "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY");
        }));
    }

    private static async Task<NpgsqlConnection> Connect(PostgresServer server)
    {
        try
        {
            using var patience = new CancellationTokenSource(Limits.JournalReadMax);
            return await server.OpenFirst(patience.Token).OrLeave(patience.Token);
        }
        catch (Exception e)
        {
            throw CannotOpen(server, e);
        }
    }

    private async Task Explaining(PostgresServer server, Func<Task> use)
    {
        try
        {
            await use();
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            throw new JournalOpenException(
                $"The journal at {server.Name} has not the schema this service needs (version {Latest}), and role '{server.Role}' may not make it ({e.MessageText}): migrate with a role that may.", e);
        }
        catch (NpgsqlException e)
        {
            throw CannotOpen(server, e);
        }
    }

    private static JournalOpenException CannotOpen(PostgresServer server, Exception e) => new($"The journal at {server.Name} cannot be opened: {Reasons(e)}", e);

    /// <summary>The driver says what it was about to do, and only what is inside of it why that failed: a certificate that is not trusted, a port that nobody listens on.</summary>
    private static string Reasons(Exception e) => e switch
    {
        OperationCanceledException => "it does not answer.",
        { InnerException: { } cause } => $"{e.Message.TrimEnd('.')}: {Reasons(cause)}",
        _ => e.Message,
    };

    /// <summary>0 when there is none yet.</summary>
    private async Task<int> VersionOf(PostgresServer server, NpgsqlConnection connection)
    {
        // Not to_regclass, which fails where the role may not use the schema: that is for the next statement to say.
        await using var exists = new NpgsqlCommand(
            $"SELECT EXISTS (SELECT FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = '{schema}' AND c.relname = 'schema_version')", connection);
        if (!(bool)(await exists.ExecuteScalarAsync())!) return 0;
        var (version, needed) = (0, 0);
        await using var applied = new NpgsqlCommand($"SELECT version, name FROM {schema}.schema_version ORDER BY version", connection);
        await using var row = await applied.ExecuteReaderAsync();
        while (await row.ReadAsync())
        {
            version = row.GetInt32(0);
            needed = Math.Max(needed, SchemaFile.RunsFrom(version, row.GetString(1)));
        }
        if (needed > Latest)
            throw new JournalOpenException($"The journal at {server.Name} has schema version {version}, but this service knows versions up to {Latest} only; start a newer one.");
        return version;
    }

    private async Task Upgrade(PostgresServer server, NpgsqlConnection connection)
    {
        await using var transaction = await connection.BeginTransactionAsync();
        // A migration may take its time, and so may another's that is waited for.
        await PostgresServer.Run(connection, "SET LOCAL statement_timeout = 0");
        await PostgresServer.Run(connection, $"SELECT pg_advisory_xact_lock({PostgresSettings.LockSpace}, {migrationLock})");
        var version = await VersionOf(server, connection);
        foreach (var file in _files)
        {
            if (file.Version <= version) continue;
            await PostgresServer.Run(connection, TextOf(file.Name));
            await PostgresServer.Run(connection, $"INSERT INTO {schema}.schema_version (version, name) VALUES ($1, $2)", file.Version, file.Name[folder.Length..]);
        }
        if (version < Latest) await PostgresServer.Run(connection, Text("grants.sql"));
        await transaction.CommitAsync();
    }

    /// <summary>A file of the folder that is not one of the numbered ones.</summary>
    public string Text(string name) => TextOf(folder + name);

    private static string TextOf(string resource)
    {
        using var reader = new StreamReader(Home.GetManifestResourceStream(resource)!);
        return reader.ReadToEnd();
    }
}
