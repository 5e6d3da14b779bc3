using System.Globalization;
using System.Security.Cryptography;
using Periods.Compare.Servers;
using Periods.Overhead;

const int Connections = 64;

var given = args.Select(a => a.Split('=', 2)).ToDictionary(a => a[0], a => a[1]);
var (work, ours) = (given["work"], Path.Combine(given["ours"], "Periods.Gateway.dll"));
var (port, rounds) = (int.Parse(given["port"], CultureInfo.InvariantCulture), int.Parse(given["rounds"], CultureInfo.InvariantCulture));
var seconds = TimeSpan.FromSeconds(double.Parse(given["seconds"], CultureInfo.InvariantCulture));
var token = $"bench-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16))}";
var management = new Uri($"http://127.0.0.1:{port + 2}");

await using var collector = new Collector(port + 3, new Uri(management, "/metrics"));
await using var unwatched = Launch("unwatched", port);
await using var watched = Launch(
    "watched", port + 1, ("Management__Url", management.GetLeftPart(UriPartial.Authority)),
    ("OTEL_EXPORTER_OTLP_ENDPOINT", collector.Address), ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"), ("OTEL_TRACES_SAMPLER_ARG", "0.01"));
Side[] sides = [await Side.Start(unwatched, new($"http://127.0.0.1:{port}/health/ready"), token), await Side.Start(watched, new(management, "/health/ready"), token)];

// Code that is new is compiled first.
foreach (var side in sides) await side.Measure(Connections, TimeSpan.FromSeconds(4));
var measured = sides.Select(_ => new List<Round>()).ToArray();
for (var round = 0; round < rounds; round++)
    for (var i = 0; i < sides.Length; i++)
    {
        // Who is first takes turns, too.
        var turn = (i + round) % sides.Length;
        measured[turn].Add(await sides[turn].Measure(Connections, seconds));
    }

Console.WriteLine("| sign-offs on SQLite | per second | p50 ms | p99 ms | service µs |");
Console.WriteLine("|---|--:|--:|--:|--:|");
for (var i = 0; i < sides.Length; i++)
    Print($"| {sides[i].Server.Name} | {Median(measured[i], r => r.PerSecond):0} | {Median(measured[i], r => r.P50):0.00} | {Median(measured[i], r => r.P99):0.00} | {Median(measured[i], r => r.ServiceUs):0.0} |");
var rates = measured[1].Zip(measured[0], (b, a) => b.PerSecond / a.PerSecond).Order().ToArray();
Print($"watched to unwatched, rate: median of {rounds} pairs {Median(rates, r => r):0.000}, from {rates[0]:0.000} to {rates[^1]:0.000}");
Print($"watched to unwatched, processor time: median of {rounds} pairs {Median(measured[1].Zip(measured[0], (b, a) => b.ServiceUs / a.ServiceUs), r => r):0.000}");
Print($"traces received: {collector.TraceBytes / 1024} KiB; scrapes: {collector.Scrapes}");

Server Launch(string name, int at, params (string, string)[] settings) => Server.Launch(
    name, ours, at, Path.Combine(work, $"{name}.log"), [("ConnectionStrings__Journal", $"Data Source={work}/{name}.db"), ("Access__OperatorToken", token), .. settings]);

static double Median<T>(IEnumerable<T> of, Func<T, double> figure)
{
    var sorted = of.Select(figure).Order().ToArray();
    return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
}

static void Print(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
