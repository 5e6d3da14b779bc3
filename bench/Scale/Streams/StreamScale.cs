using System.Diagnostics;

namespace Periods.Scale.Streams;

/// <summary>Streams of one period on one service, over real sockets: how long it takes from a command until the last stream has what it changed.</summary>
internal static class StreamScale
{
    private const int WarmUps = 10;
    private static readonly TimeSpan HangsAfter = TimeSpan.FromSeconds(60);

    /// <summary>Between two changes, so that each is told to streams that have had the one before.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    public static async Task Run(string program, string folder, Uri address, int changes, IReadOnlyList<int> sizes)
    {
        var operatorToken = $"scale-{Guid.NewGuid():N}";
        using var http = new HttpClient { BaseAddress = address };
        await using var service = await ServiceProcess.Start(program, folder, http, operatorToken);
        var tenant = new Tenant(http, operatorToken);
        await tenant.Make();
        using var watchers = new Watchers(address);
        var count = 0;
        foreach (var size in sizes)
        {
            var version = await tenant.Publish(++count);
            while (watchers.Count < size)
            {
                watchers.Open(tenant.Path, tenant, await tenant.Token(watchers.Count));
                if (watchers.Count % 500 == 0) watchers.ReadUntilAllHave(version, HangsAfter);
            }
            watchers.ReadUntilAllHave(version, HangsAfter);

            for (var i = 0; i < WarmUps; i++) await Publish();
            var (resident, cpu) = (service.Resident, service.Cpu);
            var (fromSent, fromAnswered) = (new List<double>(), new List<double>());
            for (var i = 0; i < changes; i++)
            {
                await Task.Delay(Pause);
                var (sent, answered) = await Publish();
                fromSent.Add(sent);
                fromAnswered.Add(answered);
            }
            var micros = (service.Cpu - cpu).TotalMicroseconds / changes / size;
            Console.WriteLine(
                $"| {size,7:N0} | {At(fromSent, 50),6:F1} ms | {At(fromSent, 99),6:F1} ms | {At(fromAnswered, 50),6:F1} ms | {At(fromAnswered, 99),6:F1} ms | {micros,6:F1} µs | {resident >> 20,5} MiB | {service.Resident >> 20,5} MiB |");
        }

        async Task<(double FromSent, double FromAnswered)> Publish()
        {
            var expected = watchers.Version + 1;
            var sent = Stopwatch.GetTimestamp();
            var answered = Task.Run(async () =>
            {
                await tenant.Publish(++count);
                return Stopwatch.GetTimestamp();
            });
            var last = watchers.ReadUntilAllHave(expected, HangsAfter);
            return (Stopwatch.GetElapsedTime(sent, last).TotalMilliseconds, Stopwatch.GetElapsedTime(await answered, last).TotalMilliseconds);
        }
    }

    private static double At(List<double> values, int percent)
    {
        values.Sort();
        return values[Math.Min(values.Count * percent / 100, values.Count - 1)];
    }
}
