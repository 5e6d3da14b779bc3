using System.Globalization;
using Periods.Compare.Meters;
using Periods.Compare.Servers;
using Periods.Load;

namespace Periods.Where;

/// <summary>What the service spent on a request of one load, and where.</summary>
/// <param name="Microseconds">Of processor time, by part.</param>
/// <param name="AllocatedBytes">On the managed heap.</param>
/// <param name="Collections">For a thousand requests.</param>
internal sealed record Spent(double PerSecond, IReadOnlyDictionary<Part, double> Microseconds, double AllocatedBytes, double Collections)
{
    public static string Head { get; } =
        $"| work | journal | per second | service µs | {string.Join(" | ", Enum.GetValues<Part>().Select(part => part.ToString().ToLowerInvariant()))} | allocated B | collections in 1,000 |\n|---|---|{string.Concat(Enumerable.Repeat("--:|", 4 + Enum.GetValues<Part>().Length))}";

    /// <summary>Before a load is sampled, code that is new to it is compiled, twice.</summary>
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(8);

    public static async Task<Spent> By(
        Server server, Uri metrics, Func<int, (Request[] Script, int First)> script, int connections, TimeSpan duration, string samples)
    {
        using var loop = new ClosedLoop(server.Address, connections, script);
        await Task.Delay(WarmUp);
        var (memory, time) = (await Memory.Read(server.Http, metrics), ProcessTime.Of(server.ProcessId));
        loop.Begin();
        await Samples.Take(server.ProcessId, duration, samples);
        time = ProcessTime.Of(server.ProcessId) - time;
        memory = await Memory.Read(server.Http, metrics) - memory;
        var result = loop.End();
        if (result.Refused.Count > 0) throw new InvalidOperationException($"{server.Name} refused: {string.Join(", ", result.Refused)}");

        var counted = await Samples.Count(samples);
        var (all, answered) = (counted.Values.Sum(), (double)result.Answered);
        return new(
            result.Answered / result.Elapsed.TotalSeconds, counted.ToDictionary(part => part.Key, part => time.Us / answered * part.Value / all),
            memory.AllocatedBytes / answered, memory.Collections * 1_000 / answered);
    }

    public string Row(string work, string journal) => string.Create(CultureInfo.InvariantCulture,
        $"| {work} | {journal} | {PerSecond:0} | {Microseconds.Values.Sum():0.0} | {string.Join(" | ", Enum.GetValues<Part>().Select(part => Microseconds.GetValueOrDefault(part).ToString("0.0", CultureInfo.InvariantCulture)))} | {AllocatedBytes:0} | {Collections:0.00} |");
}

/// <summary>What the runtime says of its heap, from the service's own metrics.</summary>
internal readonly record struct Memory(double AllocatedBytes, double Collections)
{
    public static Memory operator -(Memory a, Memory b) => new(a.AllocatedBytes - b.AllocatedBytes, a.Collections - b.Collections);

    public static async Task<Memory> Read(HttpClient http, Uri metrics)
    {
        var lines = (await http.GetStringAsync(metrics)).Split('\n');
        return new(Sum("dotnet_gc_heap_total_allocated_bytes_total"), Sum("dotnet_gc_collections_total"));

        double Sum(string name) => lines.Where(line => line.StartsWith(name, StringComparison.Ordinal)).Sum(Value);
    }

    // NAME{LABELS} VALUE TIME, the last one not always.
    private static double Value(string line)
    {
        var behind = line[(line.IndexOf('}', StringComparison.Ordinal) + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return double.Parse(line.Contains('}', StringComparison.Ordinal) ? behind[0] : behind[1], CultureInfo.InvariantCulture);
    }
}
