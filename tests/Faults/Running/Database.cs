using System.Diagnostics;
using System.Globalization;
using Npgsql;
using Periods.Gateway.Tests.Running;

namespace Periods.Faults.Running;

/// <summary>A PostgreSQL of this run's own, in a folder of its own, run by an unprivileged user: it refuses to run as root.</summary>
internal sealed class Database : IAsyncDisposable
{
    private const string Administrator = "postgres";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("periods-pg-");
    private int _databases;

    private Database()
    {
    }

    public int Port { get; } = FreePort.Next();

    private string Data => Path.Combine(_folder.FullName, "data");

    public static async Task<Database> Create(string? settings = null)
    {
        var database = new Database();
        await database.Require("chown", Administrator, database._folder.FullName);
        await database.AsAdministrator("initdb", "-D", database.Data, "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync", "--no-instructions");
        await File.AppendAllTextAsync(Path.Combine(database.Data, "postgresql.conf"), $"""

            port = {database.Port}
            listen_addresses = '127.0.0.1'
            unix_socket_directories = '{database._folder.FullName}'
            max_connections = 200
            shared_buffers = 64MB
            {settings}
            """);
        await database.Start();
        return database;
    }

    public Task Start() => AsAdministrator("pg_ctl", "start", "-w", "-D", Data, "-l", Path.Combine(_folder.FullName, "log"));

    /// <summary>As after a crash: nobody is waited for, the next start recovers.</summary>
    public Task StopImmediately() => AsAdministrator("pg_ctl", "stop", "-m", "immediate", "-w", "-D", Data);

    /// <summary>SIGKILL to the server itself; its children notice.</summary>
    public async Task Kill()
    {
        var pid = int.Parse(File.ReadLines(Path.Combine(Data, "postmaster.pid")).First(), CultureInfo.InvariantCulture);
        await Signals.Kill(pid);
        await Until.Holds(() => Task.FromResult(!Directory.Exists($"/proc/{pid}")));
    }

    /// <summary>A new empty database; its connection string goes to the server itself, or through a proxy's port.</summary>
    public async Task<string> NewJournal()
    {
        var name = $"periods_{Interlocked.Increment(ref _databases)}";
        await Execute("postgres", $"CREATE DATABASE {name}");
        return ConnectionString(name);
    }

    /// <summary>The same database by another port.</summary>
    public static string Through(string connectionString, int port) => new NpgsqlConnectionStringBuilder(connectionString) { Port = port }.ConnectionString;

    public async Task Execute(string database, string sql)
    {
        await using var connection = new NpgsqlConnection(ConnectionString(database) + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (File.Exists(Path.Combine(Data, "postmaster.pid"))) await StopImmediately();
        _folder.Delete(recursive: true);
    }

    // Without encryption, so that a proxy can tell one message from the next.
    private string ConnectionString(string database) =>
        $"Host=127.0.0.1;Port={Port};Username={Administrator};Database={database};SSL Mode=Disable;GSS Encryption Mode=Disable";

    private Task AsAdministrator(string program, params string[] arguments) => Require("runuser", ["-u", Administrator, "--", program, .. arguments]);

    private async Task Require(string program, params string[] arguments)
    {
        // The server it starts would keep pipes open: what it says goes to files.
        var start = new ProcessStartInfo("sh", ["-c", "out=$1; shift; exec \"$@\" >\"$out\" 2>&1 </dev/null", "sh", Path.Combine(_folder.FullName, $"{Path.GetFileName(program)}.out"), program, .. arguments])
        {
            WorkingDirectory = "/tmp",
        };
        using var process = Process.Start(start)!;
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{program} {string.Join(' ', arguments)}: {await File.ReadAllTextAsync(Path.Combine(_folder.FullName, $"{Path.GetFileName(program)}.out"))}");
    }
}
