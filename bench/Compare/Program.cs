using System.Security.Cryptography;
using Npgsql;
using Periods.Compare;
using Periods.Compare.Books;
using Periods.Compare.Cases;
using Periods.Compare.Meters;
using Periods.Compare.Report;
using Periods.Compare.Servers;

var options = Options.Parse(args);
var token = $"bench-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16))}";
await using var admin = NpgsqlDataSource.Create(Postgres("postgres"));

await using var periods = Server.Launch(
    Sides.Periods, Path.Combine(options.Ours, "Periods.Gateway.dll"), options.Port, Log("periods"),
    ("ConnectionStrings__Journal", Postgres("periods")), ("Access__OperatorToken", token));
await using var sqlite = Server.Launch(
    Sides.PeriodsSqlite, Path.Combine(options.Ours, "Periods.Gateway.dll"), options.Port + 1, Log("sqlite"),
    ("ConnectionStrings__Journal", $"Data Source={options.Work}/periods.db"), ("Access__OperatorToken", token));
await using var plain = Server.Launch(
    Sides.Plain, Path.Combine(options.Plain, "Periods.Plain.dll"), options.Port + 2, Log("plain"),
    ("ConnectionStrings__Journal", Postgres("plain")), ("Access__OperatorToken", token));
foreach (var server in new[] { periods, sqlite, plain }) await server.Ready();

var sides = new Dictionary<string, Side>();
foreach (var server in new[] { periods, sqlite, plain }) sides[server.Name] = new Side(server, await new BookMaker(server, token).Make());

var answers = Directory.CreateDirectory(Path.Combine(options.Work, "answers")).FullName;
await using var echo = Server.Launch(Sides.Echo, Path.Combine(options.Echo, "Periods.Echo.dll"), options.Port + 3, Log("echo"), ("Answers", answers));
await echo.Ready();
sides[Sides.Echo] = new Side(echo, sides[Sides.PeriodsSqlite].Books);

var bench = new Bench(sides, new PostgresMeter(admin, options.Postmaster));
foreach (var line in Table.Head()) Console.WriteLine(line);
foreach (var load in options.Connections.SelectMany(AllCases.For).Where(c => options.Only.Length == 0 || options.Only.Any(c.Name.Contains)))
{
    var measured = load.Sides.ToDictionary(side => side, _ => new List<Measurement>());
    foreach (var side in load.Sides) await bench.Measure(load, side, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
    for (var round = 0; round < options.Rounds; round++)
    {
        foreach (var side in load.Sides)
            measured[side].Add(await bench.Measure(load, side, TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(options.Seconds)));
    }
    foreach (var line in Table.Rows(new CaseResult(load, measured.ToDictionary(m => m.Key, m => Measurement.Median(m.Value))))) Console.WriteLine(line);
}

string Postgres(string database) => $"Host=127.0.0.1;Port={options.PostgresPort};Username=periods;Database={database}";

string Log(string name) => Path.Combine(options.Work, $"{name}.log");
