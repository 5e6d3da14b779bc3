using Periods.Compare;
using Periods.Compare.Cases;
using Periods.Compare.Limits;
using Periods.Compare.Meters;
using Periods.Compare.Report;
using Periods.Compare.Starts;
using Periods.Compare.Streams;

const int StreamsOfSide = 50;

var options = Options.Parse(args);
await using var stage = new Stage(options);
await stage.Set();
await using var streams = new OpenStreams();
foreach (var side in new[] { Sides.Periods, Sides.PeriodsSqlite }) await streams.Add(stage.Sides[side].Server, stage.Sides[side].Books.Take(StreamsOfSide));

await using var postgres = stage.Database("postgres");
var comparison = new Comparison(stage.Sides, new PostgresMeter(postgres, options.Postmaster), options.Rounds, TimeSpan.FromSeconds(options.Seconds));
var report = new Report(await Machine.Read(postgres), options);
foreach (var load in options.Connections.SelectMany(AllCases.For).Where(options.Includes)) report.Add(await comparison.Run(load));
if (streams.Open != 2 * StreamsOfSide) throw new InvalidOperationException($"Only {streams.Open} of {2 * StreamsOfSide} streams are still open.");
await stage.DisposeAsync();

if (options.Includes(Work.Disk))
{
    var duration = TimeSpan.FromSeconds(options.Seconds);
    await using var disk = stage.Database("disk");
    report.Add("SQLite, rows in commits of 100", SqliteLimit.Measure(Path.Combine(options.Work, "disk.db"), duration), "per second");
    foreach (var connections in new[] { 1, 4 })
        report.Add($"PostgreSQL, rows in commits of 100, {connections} connections", await PostgresLimit.Measure(disk, connections, duration), "per second");
}
if (options.Includes(Work.Start))
{
    var (service, bare) = await new StartTimes(options.Ours, options.Echo, options.Work, options.Port).Measure(2 * options.Rounds + 1);
    report.Add("Process start to first answered close, empty store", service, "ms");
    report.Add("Process start to first answer, bare Kestrel", bare, "ms");
    report.Add(new Reach("process start to first answered close", "bare Kestrel", service / bare, 2, AtLeast: false));
}
report.End();
