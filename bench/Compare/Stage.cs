using System.Security.Cryptography;
using Npgsql;
using Periods.Compare.Books;
using Periods.Compare.Cases;
using Periods.Compare.Servers;

namespace Periods.Compare;

/// <summary>All servers of the comparison, running and filled.</summary>
internal sealed class Stage(Options options) : IAsyncDisposable
{
    private readonly string _token = $"bench-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16))}";
    private readonly List<Server> _servers = [];

    public Dictionary<string, Side> Sides { get; } = [];

    public NpgsqlDataSource Database(string name) => NpgsqlDataSource.Create(Postgres(name));

    /// <exception cref="InvalidOperationException">A server does not start, or two do not answer alike.</exception>
    public async Task Set()
    {
        await Start(Cases.Sides.Periods, options.Ours, "Periods.Gateway.dll", Postgres("periods"));
        await Start(Cases.Sides.PeriodsOwner, options.Ours, "Periods.Gateway.dll", Postgres("owned"), ("Journal__OwnershipFile", Path.Combine(options.Work, "owned.owner")));
        await Start(Cases.Sides.PeriodsSqlite, options.Ours, "Periods.Gateway.dll", $"Data Source={options.Work}/periods.db");
        await Start(Cases.Sides.Plain, options.Plain, "Periods.Plain.dll", Postgres("plain"));

        var ours = Answers.Of(Sides[Cases.Sides.Periods].Server, Sides[Cases.Sides.Periods].Books[^1]);
        Answers.RequireSame(ours, Answers.Of(Sides[Cases.Sides.Plain].Server, Sides[Cases.Sides.Plain].Books[^1]));
        await StartEcho(ours);
        foreach (var name in new[] { "periods", "owned", "plain" }) await Analyze(name);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _servers) await server.DisposeAsync();
        _servers.Clear();
    }

    private async Task Start(string name, string folder, string dll, string journal, params (string Name, string Value)[] settings)
    {
        var server = Launch(name, Path.Combine(folder, dll), [("ConnectionStrings__Journal", journal), ("Access__OperatorToken", _token), .. settings]);
        await server.Ready();
        Sides[name] = new Side(server, await new BookMaker(server, _token).Make());
    }

    private async Task StartEcho(IReadOnlyList<(string Name, int Status, byte[] Body)> answers)
    {
        var folder = Directory.CreateDirectory(Path.Combine(options.Work, "answers")).FullName;
        foreach (var (name, _, body) in answers) await File.WriteAllBytesAsync(Path.Combine(folder, $"{name}.json"), body);
        var echo = Launch(Cases.Sides.Echo, Path.Combine(options.Echo, "Periods.Echo.dll"), ("Answers", folder));
        await echo.Ready();
        Sides[Cases.Sides.Echo] = new Side(echo, Sides[Cases.Sides.PeriodsSqlite].Books);
    }

    private Server Launch(string name, string dll, params (string Name, string Value)[] settings)
    {
        var server = Server.Launch(name, dll, options.Port + _servers.Count, Path.Combine(options.Work, $"{Path.GetFileName(dll)}-{_servers.Count}.log"), settings);
        _servers.Add(server);
        return server;
    }

    /// <summary>Plans that are kept must not be those for empty tables.</summary>
    private async Task Analyze(string name)
    {
        await using var database = Database(name);
        await using var command = database.CreateCommand("ANALYZE");
        await command.ExecuteNonQueryAsync();
    }

    private string Postgres(string database) => $"Host=127.0.0.1;Port={options.PostgresPort};Username=periods;Database={database}";
}
