using System.Diagnostics;
using Npgsql;
using Periods.Gateway.Tests.Running;

namespace Periods.Silo.Tests.Postgres;

/// <summary>
/// A PostgreSQL server of this run's own, in a temporary folder, which can be stopped, killed and started. Nothing but this file and FreePort.cs is needed to link it into
/// another test project. Root may not run PostgreSQL: then a system user does, made when missing.
/// </summary>
public sealed class PostgresCluster : IAsyncDisposable
{
    private const string User = "periods-test";

    private static readonly string Binaries = FindBinaries();

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("periods-pg-");
    private readonly int _port = FreePort.Next();
    private int _databases;

    private PostgresCluster()
    {
    }

    public string SocketFolder => _folder.FullName;

    private string Data => Path.Combine(_folder.FullName, "data");

    private string Postmaster => File.ReadLines(Path.Combine(Data, "postmaster.pid")).First();

    public static PostgresCluster Create(string settings = "")
    {
        var cluster = new PostgresCluster();
        if (Environment.UserName == "root")
        {
            if (!File.ReadLines("/etc/passwd").Any(line => line.StartsWith(User + ":", StringComparison.Ordinal))) Run("useradd", "--system", User);
            Run("chown", User, cluster._folder.FullName);
        }
        // What is flushed here would only keep the commits of other tests waiting.
        AsUser("initdb", "--no-sync", "-D", cluster.Data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C");
        // The test's own file, appended by whoever owns it.
        var lines = $"\nlisten_addresses = '127.0.0.1'\nport = {cluster._port}\nunix_socket_directories = '{cluster._folder.FullName}'\nfsync = on\nmax_connections = 200\n{settings}\n";
        File.AppendAllText(Path.Combine(cluster.Data, "postgresql.conf"), lines);
        cluster.Start();
        return cluster;
    }

    /// <summary>A fresh database; every connection string names the superuser unless told otherwise.</summary>
    public string NewDatabase()
    {
        var name = $"journal_{Interlocked.Increment(ref _databases)}";
        Execute(ConnectionString("postgres"), $"CREATE DATABASE {name}");
        return ConnectionString(name);
    }

    public string ConnectionString(string database) => $"Host=127.0.0.1;Port={_port};Username=postgres;Database={database}";

    public void Start() => AsUser("pg_ctl", "-D", Data, "-w", "-l", Path.Combine(_folder.FullName, "log"), "start");

    /// <summary>As an operator does it: sessions are ended, everything is on disk.</summary>
    public void Stop() => AsUser("pg_ctl", "-D", Data, "-w", "-m", "fast", "stop");

    /// <summary>As a power failure does it, except that the disk keeps what was flushed and not.</summary>
    public void StopAtOnce() => AsUser("pg_ctl", "-D", Data, "-w", "-m", "immediate", "stop");

    /// <summary>It starts again as one that follows a server which is nowhere: read only.</summary>
    public void BecomeStandby()
    {
        Stop();
        File.WriteAllText(Path.Combine(Data, "standby.signal"), "");
        Start();
    }

    /// <summary>SIGSTOP to all of it: connections stand, are even taken, and nobody answers.</summary>
    public void Freeze() => Signal("STOP");

    /// <summary>SIGSTOP to the one who lets in: connections that are open work, and no new one is answered. <see cref="Thaw"/> ends it.</summary>
    public void FreezeEntrance() => Run("kill", "-STOP", Postmaster);

    /// <summary>Commits wait for the standby of this name, or for none; the server's processes hear of it one after the other.</summary>
    public void ReplicateTo(string standby)
    {
        Execute(ConnectionString("postgres"), $"ALTER SYSTEM SET synchronous_standby_names = '{standby}'");
        Execute(ConnectionString("postgres"), "SELECT pg_reload_conf()");
    }

    public void Thaw() => Signal("CONT");

    public static void Execute(string connectionString, string sql)
    {
        using var connection = new NpgsqlConnection(connectionString + ";Pooling=False");
        connection.Open();
        using var command = new NpgsqlCommand(sql, connection);
        command.ExecuteNonQuery();
    }

    public ValueTask DisposeAsync()
    {
        if (File.Exists(Path.Combine(Data, "postmaster.pid"))) StopAtOnce();
        _folder.Delete(recursive: true);
        return default;
    }

    private void Signal(string signal)
    {
        var postmaster = Postmaster;
        Run("kill", [$"-{signal}", postmaster, .. File.ReadAllText($"/proc/{postmaster}/task/{postmaster}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries)]);
    }

    private static void AsUser(string binary, params string[] arguments)
    {
        string[] command = [Path.Combine(Binaries, binary), .. arguments];
        if (Environment.UserName == "root") Run("runuser", ["-u", User, "--", .. command]);
        else Run(command[0], command[1..]);
    }

    private static void Run(string command, params string[] arguments)
    {
        // The server would inherit the pipe and keep it open: what it says goes to its log, and to nowhere here.
        var start = new ProcessStartInfo("/bin/sh", ["-c", "exec \"$0\" \"$@\" >/dev/null 2>&1", command, .. arguments]) { WorkingDirectory = "/" };
        using var process = Process.Start(start)!;
        process.WaitForExit();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{command} {string.Join(' ', arguments)} ended with {process.ExitCode}");
    }

    private static string FindBinaries()
    {
        var packaged = Directory.Exists("/usr/lib/postgresql") ? Directory.GetDirectories("/usr/lib/postgresql").OrderDescending().Select(version => Path.Combine(version, "bin")) : [];
        var path = Environment.GetEnvironmentVariable("PATH")!.Split(':');
        return packaged.Concat(path).FirstOrDefault(folder => File.Exists(Path.Combine(folder, "initdb")))
            ?? throw new InvalidOperationException("PostgreSQL is not installed: apt-get install postgresql.");
    }
}
