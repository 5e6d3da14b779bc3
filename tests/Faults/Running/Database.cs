using Npgsql;
using Periods.Silo.Tests.Postgres;

namespace Periods.Faults.Running;

/// <summary>A PostgreSQL of this run's own, and how silos are told of it.</summary>
internal sealed class Database : IAsyncDisposable
{
    private readonly PostgresCluster _server = PostgresCluster.Create();

    public int Port => new NpgsqlConnectionStringBuilder(_server.ConnectionString("postgres")).Port;

    public void Start() => _server.Start();

    /// <summary>As after a crash: nobody is waited for, the next start recovers.</summary>
    public void StopImmediately() => _server.StopAtOnce();

    /// <summary>Its connections stand, new ones are taken, and nobody answers on any.</summary>
    public void Freeze() => _server.Freeze();

    public void Thaw() => _server.Thaw();

    /// <summary>A new empty database. Without encryption, so that a proxy can tell one message from the next.</summary>
    public string NewJournal() => $"{_server.NewDatabase()};SSL Mode=Disable;GSS Encryption Mode=Disable";

    /// <summary>The same database by another port.</summary>
    public static string Through(string connectionString, int port) => new NpgsqlConnectionStringBuilder(connectionString) { Port = port }.ConnectionString;

    public ValueTask DisposeAsync() => _server.DisposeAsync();
}
