using System.Collections.Concurrent;

namespace Periods.Grains.Tests.Entities;

/// <summary>Where what was started goes on no sooner than it may.</summary>
internal sealed class HeldContext : SynchronizationContext
{
    private readonly ConcurrentQueue<(SendOrPostCallback Callback, object? State)> _posted = [];

    public T Run<T>(Func<T> start)
    {
        var before = Current;
        SetSynchronizationContext(this);
        try
        {
            return start();
        }
        finally
        {
            SetSynchronizationContext(before);
        }
    }

    public override void Post(SendOrPostCallback d, object? state) => _posted.Enqueue((d, state));

    /// <summary>Something waits to; and whatever waits since.</summary>
    public void GoOn()
    {
        Assert.NotEmpty(_posted);
        while (_posted.TryDequeue(out var next)) next.Callback(next.State);
    }
}
