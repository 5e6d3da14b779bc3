using System.Globalization;
using System.Security.Cryptography;
using Periods.Compare.Servers;
using Periods.Overhead;

const int Connections = 64;

// Two processes of one build differ by a few percent for as long as they run, as much as what is looked for: it takes several of each.
const int ProcessesOfSide = 3;

var given = args.Select(a => a.Split('=', 2)).ToDictionary(a => a[0], a => a[1]);
var (work, ours) = (given["work"], Path.Combine(given["ours"], "Periods.Gateway.dll"));
var (port, rounds) = (int.Parse(given["port"], CultureInfo.InvariantCulture), int.Parse(given["rounds"], CultureInfo.InvariantCulture));
var seconds = TimeSpan.FromSeconds(double.Parse(given["seconds"], CultureInfo.InvariantCulture));
var token = $"bench-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16))}";

await using var collector = new Collector(port);
var servers = new List<Server>();
try
{
    var sides = new List<Side>();
    for (var process = 0; process < ProcessesOfSide; process++)
    {
        sides.Add(await Start("unwatched", null));
        sides.Add(await Start("watched", new Uri($"http://127.0.0.1:{port + 20 + process}")));
    }
    // Code that is new is compiled first.
    foreach (var side in sides) await side.Measure(Connections, TimeSpan.FromSeconds(4));
    var measured = sides.ToDictionary(side => side, _ => new List<Round>());
    for (var round = 0; round < rounds; round++)
        // Who is first takes turns, too.
        for (var i = 0; i < sides.Count; i++)
        {
            var side = sides[(i + round) % sides.Count];
            measured[side].Add(await side.Measure(Connections, seconds));
        }

    Console.WriteLine("| sign-offs on SQLite | per second | p50 ms | p99 ms | service µs |");
    Console.WriteLine("|---|--:|--:|--:|--:|");
    foreach (var (side, all) in measured.OrderBy(m => m.Key.Server.Name))
        Print($"| {side.Server.Name} | {Median(all, r => r.PerSecond):0} | {Median(all, r => r.P50):0.00} | {Median(all, r => r.P99):0.00} | {Median(all, r => r.ServiceUs):0.0} |");
    var (watched, unwatched) = (Of("watched"), Of("unwatched"));
    Print($"watched to unwatched: rate {watched.Average(m => Median(m, r => r.PerSecond)) / unwatched.Average(m => Median(m, r => r.PerSecond)):0.000}, processor time {watched.Average(m => Median(m, r => r.ServiceUs)) / unwatched.Average(m => Median(m, r => r.ServiceUs)):0.000}");
    Print($"one unwatched process to another: rate {Spread(unwatched, r => r.PerSecond):0.000}, processor time {Spread(unwatched, r => r.ServiceUs):0.000}");
    Print($"traces received: {collector.TraceBytes / 1024} KiB; scrapes: {collector.Scrapes}");

    IEnumerable<List<Round>> Of(string name) => measured.Where(m => m.Key.Server.Name == name).Select(m => m.Value);
}
finally
{
    foreach (var server in servers) await server.DisposeAsync();
}

async Task<Side> Start(string name, Uri? management)
{
    var at = port + 1 + servers.Count;
    (string, string)[] journal = [("ConnectionStrings__Journal", $"Data Source={work}/{at}.db"), ("Access__OperatorToken", token)];
    (string, string)[] settings = management is null ? journal :
    [
        .. journal, ("Management__Url", management.GetLeftPart(UriPartial.Authority)),
        ("OTEL_EXPORTER_OTLP_ENDPOINT", $"http://127.0.0.1:{port}"), ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"), ("OTEL_TRACES_SAMPLER_ARG", "0.01"),
    ];
    var server = Server.Launch(name, ours, at, Path.Combine(work, $"{at}.log"), settings);
    servers.Add(server);
    var side = await Side.Start(server, new Uri(management ?? server.Http.BaseAddress!, "/health/ready"), token);
    if (management is not null) collector.Scrape(new Uri(management, "/metrics"));
    return side;
}

static double Spread(IEnumerable<List<Round>> of, Func<Round, double> figure) => of.Max(m => Median(m, figure)) / of.Min(m => Median(m, figure));

static double Median(List<Round> rounds, Func<Round, double> figure)
{
    var sorted = rounds.Select(figure).Order().ToArray();
    return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
}

static void Print(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
