using System.Data.Common;
using Microsoft.Extensions.Logging;
using Periods.Silo.Journals;
using Periods.Silo.Postgres;
using Periods.Silo.Sqlite;

namespace Periods.Silo;

/// <summary>Which journal a connection string means: <c>Data Source=file</c> is SQLite, for one process; <c>Host=…</c> is PostgreSQL, for any number.</summary>
public sealed class JournalSource
{
    private readonly string? _file;
    private readonly string? _ownershipFile;

    /// <summary>Throws <see cref="JournalOpenException"/> when it is neither.</summary>
    /// <param name="ownershipFile">What makes one process the owner of a journal on PostgreSQL; null for one of any number of silos.</param>
    public JournalSource(string connectionString, string? ownershipFile = null)
    {
        _ownershipFile = ownershipFile;
        ConnectionString = connectionString;
        (_file, var host) = (ValueOf(connectionString, "Data Source"), ValueOf(connectionString, "Host"));
        if (_file is null && host is null)
            throw new JournalOpenException("ConnectionStrings__Journal must be 'Data Source=<file>' for SQLite or 'Host=<server>;…' for PostgreSQL.");
        if (_file is not null && IsOwned) throw new JournalOpenException("Journal__OwnershipFile is for PostgreSQL: a SQLite file has one owner by itself.");
    }

    public string ConnectionString { get; }

    /// <summary>Whether it is on a server, where other silos may be on it.</summary>
    public bool IsShared => _file is null;

    /// <summary>Whether one process is to have it for itself.</summary>
    public bool IsOwned => _ownershipFile is not null;

    /// <summary>For people, without a password.</summary>
    public string Name => _file is not null
        ? Path.GetFullPath(_file)
        : $"PostgreSQL at {ValueOf(ConnectionString, "Host")}{Told(":", "Port")}{Told(", database ", "Database")}";

    public async Task<ISiloJournal> Open(TimeProvider time, ILoggerFactory logs)
    {
        if (_file is null) return await PostgresJournal.Open(ConnectionString, time, logs.CreateLogger<PostgresJournal>(), _ownershipFile);
        return SqliteJournal.Open(_file, time, logs.CreateLogger<SqliteJournal>());
    }

    /// <summary>Brings the schema up to date and lets go again.</summary>
    public async Task Migrate()
    {
        if (_file is null) await PostgresSchema.Migrate(ConnectionString);
        else await using (SqliteJournal.Open(_file, TimeProvider.System)) { }
    }

    /// <summary>Opens the journal only to look at it, also beside running silos.</summary>
    public async Task<ILanedJournalReader> OpenForVerifying()
    {
        if (_file is null) return await PostgresJournalReader.Open(ConnectionString);
        return SqliteJournalReader.Open(_file);
    }

    private string Told(string before, string name) => ValueOf(ConnectionString, name) is { } value ? before + value : "";

    private static string? ValueOf(string connectionString, string name)
    {
        try
        {
            var parts = new DbConnectionStringBuilder { ConnectionString = connectionString };
            return parts.TryGetValue(name, out var value) && value is string { Length: > 0 } text ? text : null;
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}
