using System.Globalization;
using System.Security.Cryptography;
using Periods.Compare.Books;
using Periods.Compare.Cases;
using Periods.Compare.Servers;
using Periods.Where;

const int Connections = 64;

var given = args.Select(a => a.Split('=', 2)).ToDictionary(a => a[0], a => a[1]);
var (work, dll) = (given["work"], Path.Combine(given["ours"], "Periods.Gateway.dll"));
var (port, seconds) = (int.Parse(given["port"], CultureInfo.InvariantCulture), int.Parse(given["seconds"], CultureInfo.InvariantCulture));
var token = $"bench-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16))}";
(string Name, string Journal)[] journals = [("PostgreSQL", given["postgres"]), ("SQLite", $"Data Source={work}/periods.db")];
(string Name, Script Script)[] loads =
    [("sign-offs", Scripts.SignOffsSpread), ("closes and reopens", Scripts.Closes), ("entries", Scripts.Entries), ("score reads", Scripts.Scores), ("list reads", Scripts.Lists)];

Console.WriteLine(Spent.Head);
foreach (var (journal, connection) in journals)
{
    var management = new Uri($"http://127.0.0.1:{port + 1}");
    await using var server = Server.Launch(journal, dll, port, Path.Combine(work, $"{journal}.log"),
        ("ConnectionStrings__Journal", connection), ("Access__OperatorToken", token), ("Management__Url", management.GetLeftPart(UriPartial.Authority)),
        // The sampler finds the names of compiled methods in a file that the runtime writes, at addresses that stay.
        ("DOTNET_PerfMapEnabled", "1"), ("DOTNET_EnableWriteXorExecute", "0"));
    await server.Ready(new Uri(management, "/health/ready"));
    var books = await new BookMaker(server, token).Make();
    foreach (var (load, script) in loads)
    {
        var spent = await Spent.By(server, new Uri(management, "/metrics"), script(books, Connections), Connections, TimeSpan.FromSeconds(seconds), Path.Combine(work, "samples"));
        Console.WriteLine(spent.Row(load, journal));
    }
    File.Delete(Samples.NamesOf(server.ProcessId));
}
