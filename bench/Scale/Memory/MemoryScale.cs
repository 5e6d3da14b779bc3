using System.Diagnostics;

namespace Periods.Scale.Memory;

/// <summary>
/// Businesses with twelve months each in one process: what an idle period holds, how soon the journal is open, and how long the first touch of an entity takes.
/// Filled by one process and touched by another, so that what is measured was loaded and nothing of the filling is left.
/// </summary>
internal static class MemoryScale
{
    private const int TouchedAlone = 1_000;
    private const int TouchedAtOnce = 64;

    public static async Task Fill(string folder, int businesses, Months months)
    {
        await using var host = new Host(folder);
        var filling = new Filling(host, months);
        var since = Stopwatch.GetTimestamp();
        await filling.Run(businesses);
        var seconds = Stopwatch.GetElapsedTime(since).TotalSeconds;
        var entities = host.Resident;
        Console.WriteLine($"fill   {businesses,7} businesses, {months}: {filling.Commands} commands in {seconds:F1} s, {filling.Commands / seconds:F0}/s, {(double)filling.Commands / host.Commits:F0} in a commit; {entities} entities");
    }

    public static async Task Touch(string folder, int businesses, Months months)
    {
        // What runs for the first time is compiled, and what is compiled stays: not memory of any period.
        await using (var warm = new Host(Directory.CreateDirectory(Path.Combine(folder, "warm")).FullName))
        {
            await new Filling(warm, months).Run(1);
        }
        await using (var warm = new Host(Path.Combine(folder, "warm")))
        {
            for (var month = 0; month < Businesses.PeriodsEach; month++) await One(warm, 0, month);
        }

        var since = Stopwatch.GetTimestamp();
        await using var host = new Host(folder);
        var open = Stopwatch.GetElapsedTime(since);
        var opened = Footprint.Settled();

        var alone = new List<double>();
        for (var i = 0; i < Math.Min(TouchedAlone, businesses); i++)
        {
            since = Stopwatch.GetTimestamp();
            await One(host, i, 0);
            alone.Add(Stopwatch.GetElapsedTime(since).TotalMicroseconds);
        }
        alone.Sort();

        since = Stopwatch.GetTimestamp();
        await Parallel.ForAsync(0, businesses, new ParallelOptions { MaxDegreeOfParallelism = TouchedAtOnce }, async (business, _) =>
        {
            await Required(host.Business(Businesses.Business(business)).Get());
            for (var month = 0; month < Businesses.PeriodsEach; month++) await One(host, business, month);
        });
        var all = Stopwatch.GetElapsedTime(since);
        var periods = businesses * Businesses.PeriodsEach;
        var held = Footprint.Settled() - opened;
        Console.WriteLine(
            $"| {businesses,7:N0} | {months,-6} | {open.TotalMilliseconds,5:F0} ms | {alone[alone.Count / 2],5:F0} µs | {alone[alone.Count * 99 / 100],5:F0} µs | {host.Resident / all.TotalSeconds,7:F0}/s | {held.Heap / periods,6} B | {held.Resident / periods,6} B | {held.Heap / host.Resident,6} B | {(opened.Resident + held.Resident) >> 20,5} MiB |");
    }

    private static Task One(Host host, int business, int month) => Required(host.Period(Businesses.Business(business), Businesses.Period(business, month)).GetScore());

    private static async Task Required<T>(ValueTask<Outcome<T>> read)
        where T : class
    {
        if ((await read).Refusal is { } refusal) throw new InvalidOperationException($"Refused while reading: {refusal.Code}");
    }
}
