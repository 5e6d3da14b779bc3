using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace Periods.Gateway.Access;

/// <summary>
/// How much of the service one business may hold at a time. Alone it may have nearly all; as soon as others call, everybody has an equal share of what
/// keeps the processors busy, so that one that floods waits for itself and not the others for it.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "A semaphore whose wait handle nobody asks for holds nothing to dispose of.")]
internal sealed class TenantShares(TimeProvider time)
{
    /// <summary>A business counts among those who call for this long after it did.</summary>
    private static readonly TimeSpan Recent = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<Guid, Tenant> _tenants = new();
    private readonly SemaphoreSlim _history = new(Math.Max(1, Environment.ProcessorCount - 1));
    private readonly Lock _counting = new();
    private long _countedAt;
    private int _calling;
    private int _turnedAway;

    /// <summary>Takes a place for a request, to be left again; null when the business has its share in use.</summary>
    public Tenant? Enter(Guid businessId)
    {
        var now = time.GetTimestamp();
        if (time.GetElapsedTime(Volatile.Read(ref _countedAt), now) > Recent / 4) Count(now);

        var tenant = _tenants.TryGetValue(businessId, out var known) ? known : Add(businessId, now);
        Volatile.Write(ref tenant.SeenAt, now);
        if (Interlocked.Increment(ref tenant.InFlight) <= ShareOf(Volatile.Read(ref _calling))) return tenant;
        tenant.Leave();
        return null;
    }

    /// <summary>
    /// The wait before a request without a place is told so. Who asks again at once, whatever Retry-After says, is slowed down by it; otherwise refusing one that floods
    /// would take from the others the processors that its commands may not have.
    /// </summary>
    public async Task TurnAway(CancellationToken left)
    {
        if (Interlocked.Increment(ref _turnedAway) <= Limits.TurnedAwayWaitingMax) await Task.Delay(Limits.TurnedAwayAfter, time, left).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Interlocked.Decrement(ref _turnedAway);
    }

    /// <summary>
    /// Does what goes through much of a tenant's history: one at a time for each tenant, who so can never be all of those that wait, and never on all processors, or the others' small
    /// requests would stand behind it. False when too many are before it.
    /// </summary>
    public async ValueTask<bool> TryReadHistory(Tenant tenant, Func<Task> read, CancellationToken left)
    {
        var began = Stopwatch.GetTimestamp();
        if (!await tenant.History.WaitAsync(Limits.HistoryWaitMax, left)) return false;
        try
        {
            var patience = Limits.HistoryWaitMax - Stopwatch.GetElapsedTime(began);
            if (!await _history.WaitAsync(patience > TimeSpan.Zero ? patience : TimeSpan.Zero, left)) return false;
            try
            {
                await read();
                return true;
            }
            finally
            {
                _history.Release();
            }
        }
        finally
        {
            tenant.History.Release();
        }
    }

    private static int ShareOf(int calling) =>
        calling <= 1 ? Limits.InFlightOfOneBusinessMax : Math.Max(Limits.InFlightSharedMax / calling, Limits.InFlightPerBusinessMin);

    /// <summary>Whoever comes to others counts at once: in its first moment one that floods would be alone, and take the places of one.</summary>
    private Tenant Add(Guid businessId, long now)
    {
        var tenant = new Tenant { SeenAt = now };
        lock (_counting)
        {
            if (_tenants.TryAdd(businessId, tenant)) Volatile.Write(ref _calling, _calling + 1);
            return _tenants[businessId];
        }
    }

    /// <summary>Whoever comes first after a while counts for all, and forgets who has gone.</summary>
    private void Count(long now)
    {
        if (Interlocked.Exchange(ref _countedAt, now) is var last && time.GetElapsedTime(last, now) <= Recent / 4) return;
        var calling = 0;
        lock (_counting)
        {
            foreach (var (businessId, tenant) in _tenants)
            {
                if (Volatile.Read(ref tenant.InFlight) > 0 || Volatile.Read(ref tenant.Unsent) > 0 || time.GetElapsedTime(Volatile.Read(ref tenant.SeenAt), now) < Recent) calling++;
                else _tenants.TryRemove(KeyValuePair.Create(businessId, tenant));
            }
            Volatile.Write(ref _calling, calling);
        }
    }

    /// <summary>A business that calls.</summary>
    [SuppressMessage("Design", "CA1001", Justification = "As above.")]
    internal sealed class Tenant
    {
        internal readonly SemaphoreSlim History = new(1);
        internal int InFlight;
        internal long SeenAt;
        internal long Unsent;

        public void Leave() => Interlocked.Decrement(ref InFlight);

        /// <summary>Counts a large answer until it is sent. False when too much of the tenant's waits for that: who does not read would fill the memory.</summary>
        /// <param name="isDone">Whether it tells what has been changed, and must not be refused any more.</param>
        public bool TrySend(HttpResponse response, int bytes, bool isDone = false)
        {
            if (Interlocked.Add(ref Unsent, bytes) is var unsent && unsent > bytes && unsent > Limits.UnsentBytesPerBusinessMax && !isDone)
            {
                Interlocked.Add(ref Unsent, -bytes);
                return false;
            }
            response.OnCompleted(() =>
            {
                Interlocked.Add(ref Unsent, -bytes);
                return Task.CompletedTask;
            });
            return true;
        }
    }
}
