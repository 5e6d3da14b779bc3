using Periods.Load;

namespace Periods.Compare.Meters;

/// <summary>One side under one load for a few seconds. Times in microseconds; those that are spent are per answer of any kind, as are bytes and commits.</summary>
/// <param name="Refused">Answers other than 2xx, by status.</param>
internal sealed record Measurement(
    double PerSecond, double P50, double P99, double P999, IReadOnlyDictionary<int, long> Refused,
    double ServiceUser, double ServiceKernel, double Postgres, double WalBytes, double Commits, double Client)
{
    public static Measurement Of(LoadResult load, ProcessTime service, PostgresSpent postgres, ProcessTime client)
    {
        var answered = (double)Math.Max(load.Answered, 1);
        return new(
            load.PerSecond, load.Latency.At(0.5), load.Latency.At(0.99), load.Latency.At(0.999), load.Refused,
            service.UserUs / answered, service.KernelUs / answered, postgres.Time.Us / answered, postgres.WalBytes / answered, postgres.Commits / answered,
            client.Us / answered);
    }

    /// <summary>Each figure by itself; refusals added up.</summary>
    public static Measurement Median(IReadOnlyList<Measurement> of)
    {
        return new(
            Middle(m => m.PerSecond), Middle(m => m.P50), Middle(m => m.P99), Middle(m => m.P999), of.SelectMany(m => m.Refused).GroupBy(r => r.Key, r => r.Value).ToDictionary(r => r.Key, r => r.Sum()),
            Middle(m => m.ServiceUser), Middle(m => m.ServiceKernel), Middle(m => m.Postgres), Middle(m => m.WalBytes), Middle(m => m.Commits), Middle(m => m.Client));

        double Middle(Func<Measurement, double> figure)
        {
            var sorted = of.Select(figure).Order().ToArray();
            return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
        }
    }
}
