using System.Collections.Concurrent;
using System.Diagnostics;
using Periods.K8s.Tests.Rules;

namespace Periods.Rollout.Playing;

/// <summary>Tells the proxy which silos are ready, as late as a cluster may.</summary>
internal sealed class Endpoints : IAsyncDisposable
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Lag = TimeSpan.FromSeconds(DepartureRules.ProxiesKnowAfter);

    private readonly ConcurrentDictionary<Pod, bool> _pods = new();
    private readonly Queue<(long At, int[] Ports)> _changes = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Nginx _proxy;
    private readonly Task _running;
    private int[] _known = [];

    public Endpoints(Nginx proxy)
    {
        _proxy = proxy;
        _running = Run();
    }

    public void Watch(Pod pod) => _pods[pod] = true;

    public void Forget(Pod pod) => _pods.Remove(pod, out _);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _stop.Dispose();
    }

    private async Task Run()
    {
        using var look = new PeriodicTimer(LookEvery);
        while (!_stop.IsCancellationRequested)
        {
            var ready = _pods.Keys.Where(p => p.IsReady).Select(p => p.Port).Order().ToArray();
            if (!ready.SequenceEqual(_known))
            {
                _known = ready;
                _changes.Enqueue((Stopwatch.GetTimestamp(), ready));
            }
            if (_changes.TryPeek(out var change) && Stopwatch.GetElapsedTime(change.At) >= Lag)
            {
                _changes.Dequeue();
                await _proxy.LeadTo(change.Ports);
            }
            await look.WaitForNextTickAsync(CancellationToken.None);
        }
    }
}
