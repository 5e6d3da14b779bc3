namespace Periods.Silo.Orleans;

/// <summary>
/// Whether a process without grains reaches some that can make commands durable: it asks for a business that nobody created, another one each time and so of any
/// silo. One silo of several that does not answer is not enough to say no.
/// </summary>
internal sealed class Reach : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly IGrains _grains;
    private readonly TimeProvider _time;
    private readonly Task _asking;
    private volatile int _failures;

    public Reach(IGrains grains, TimeProvider time)
    {
        (_grains, _time) = (grains, time);
        _asking = Ask();
    }

    public bool IsThere => _failures < OrleansLimits.ReachFailuresMax;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _asking.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task Ask()
    {
        using var turns = new PeriodicTimer(OrleansLimits.ReachEvery, _time);
        while (await turns.WaitForNextTickAsync(_stop.Token)) _failures = await Answers() ? 0 : _failures + 1;
    }

    private async Task<bool> Answers()
    {
        try
        {
            var answer = await _grains.Business(Guid.NewGuid()).Get().AsTask().WaitAsync(OrleansLimits.ReachWithin, _time, _stop.Token);
            return answer.Refusal is not { Code: RefusalCode.StorageUnavailable };
        }
        // Whatever it is, the next turn asks again.
        catch (Exception) when (!_stop.IsCancellationRequested)
        {
            return false;
        }
    }
}
