using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Extensions.Primitives;

namespace Periods.Gateway.Access;

/// <summary>
/// A token bucket for each who calls: the whole quota may be taken at once, and comes back evenly within a minute. Told in the fields of
/// draft-ietf-httpapi-ratelimit-headers-10; <c>t</c> is when the whole quota is there again.
/// </summary>
internal sealed class RateLimit<TKey>
    where TKey : notnull
{
    private const int WindowSeconds = 60;

    private readonly TimeProvider _time;
    private readonly string _name;
    private readonly int _perMinute;
    private readonly long _cost;
    private readonly StringValues _policy;
    private readonly StringValues[] _rendered;
    private readonly ConcurrentDictionary<TKey, Bucket> _buckets = new();

    /// <param name="name">Of the policy, as clients see it.</param>
    public RateLimit(string name, int perMinute, TimeProvider time)
    {
        (_name, _perMinute, _time) = (name, perMinute, time);
        _cost = time.TimestampFrequency * WindowSeconds / perMinute;
        _policy = string.Create(CultureInfo.InvariantCulture, $"\"{name}\";q={perMinute};w={WindowSeconds}");
        _rendered = new StringValues[Math.Min(perMinute, Limits.RateLimitFieldsKept) + 1];
    }

    /// <summary>How many are counted now.</summary>
    public int Counted => _buckets.Count;

    /// <summary>Takes one request out of the quota and says in the answer how much is left; when none is, also when to come back.</summary>
    public bool TryTake(TKey key, IHeaderDictionary answer)
    {
        var now = _time.GetTimestamp();
        var bucket = _buckets.TryGetValue(key, out var found) ? found : Add(key, now);
        var room = _cost * _perMinute;
        while (true)
        {
            var fullAt = Volatile.Read(ref bucket.FullAt);
            var next = Math.Max(fullAt, now) + _cost;
            var missing = next - now;
            if (missing > room)
            {
                Tell(answer, 0);
                answer.RetryAfter = Math.Ceiling((double)(missing - room) / _time.TimestampFrequency).ToString(CultureInfo.InvariantCulture);
                return false;
            }
            if (Interlocked.CompareExchange(ref bucket.FullAt, next, fullAt) != fullAt) continue;
            Tell(answer, (int)((room - missing) / _cost));
            return true;
        }
    }

    private void Tell(IHeaderDictionary answer, int remaining)
    {
        answer["RateLimit-Policy"] = _policy;
        answer["RateLimit"] = remaining < _rendered.Length ? Rendered(remaining) : Field(remaining);
    }

    /// <summary>Written for the first that needs it. Two at once write the same.</summary>
    private StringValues Rendered(int remaining)
    {
        ref var kept = ref _rendered[remaining];
        if (kept.Count == 0) kept = Field(remaining);
        return kept;
    }

    private string Field(int remaining)
    {
        var untilFull = Math.Ceiling((double)(_perMinute - remaining) * WindowSeconds / _perMinute);
        return string.Create(CultureInfo.InvariantCulture, $"\"{_name}\";r={remaining};t={untilFull}");
    }

    private Bucket Add(TKey key, long now)
    {
        if (_buckets.Count >= Limits.RateLimitedMax) Forget(now);
        return _buckets.GetOrAdd(key, static _ => new Bucket());
    }

    /// <summary>A full bucket is as good as none. When nearly all are in use, all begin anew rather than grow without end.</summary>
    private void Forget(long now)
    {
        foreach (var (key, bucket) in _buckets)
            if (Volatile.Read(ref bucket.FullAt) <= now) _buckets.TryRemove(key, out _);
        if (_buckets.Count > Limits.RateLimitedMax / 2) _buckets.Clear();
    }

    private sealed class Bucket
    {
        /// <summary>The timestamp at which nothing is missing any more.</summary>
        internal long FullAt;
    }
}
