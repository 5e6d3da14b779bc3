using System.Diagnostics;

namespace Periods.Load;

/// <summary>What was answered since <paramref name="since"/>.</summary>
internal sealed class Tally(long since)
{
    private readonly Histogram _latency = new();
    private readonly Dictionary<int, long> _refused = [];
    private long _answered;

    public void Add(Request request, int status, long sentAt, long now)
    {
        _answered++;
        if (status is < 200 or > 299) _refused[status] = _refused.GetValueOrDefault(status) + 1;
        else if (request.Counts) _latency.Add((long)(Stopwatch.GetElapsedTime(sentAt, now).TotalMicroseconds));
    }

    public LoadResult Close(long until) => new(Stopwatch.GetElapsedTime(since, until), _answered, _latency, _refused);
}

/// <param name="Answered">All requests, whether they count or not.</param>
/// <param name="Latency">Of the requests that count and were answered 2xx.</param>
/// <param name="Refused">Answers other than 2xx, by status.</param>
public sealed record LoadResult(TimeSpan Elapsed, long Answered, Histogram Latency, IReadOnlyDictionary<int, long> Refused)
{
    public double PerSecond => Latency.Count / Elapsed.TotalSeconds;
}
