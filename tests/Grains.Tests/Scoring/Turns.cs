using System.Collections.Concurrent;
using Periods.Grains.Scoring;

namespace Periods.Grains.Tests.Scoring;

/// <summary>Who reads a long history, and who waits meanwhile.</summary>
public sealed class Turns
{
    private static readonly Guid Acme = Books.Id(1), Beta = Books.Id(2), Gamma = Books.Id(3);

    private readonly ReplayLine _line = new(atOnce: 2);
    private readonly ConcurrentQueue<string> _begun = [];

    [Fact]
    public async Task A_business_has_one_turn_at_a_time_and_who_wants_another_comes_behind_those_who_wait()
    {
        var (first, second, again) = (new TaskCompletionSource(), new TaskCompletionSource(), new TaskCompletionSource());
        Task[] all = [Read(Acme, "first", first), Read(Acme, "second", second), Read(Acme, "first again", again)];
        Assert.Equal(["first"], _begun);

        first.SetResult();
        await all[0];
        Assert.DoesNotContain("first again", _begun);
        second.SetResult();
        await all[1];
        again.SetResult();
        await all[2];
        Assert.Equal(["first", "second", "first again"], _begun);
    }

    [Fact]
    public async Task However_many_of_a_business_wait_another_has_its_turn_and_not_more_than_may_at_once()
    {
        var end = new TaskCompletionSource();
        var all = Enumerable.Range(0, 10).Select(n => Read(Acme, $"Acme {n}", end)).ToList();
        all.Add(Read(Beta, "Beta", end));
        all.Add(Read(Gamma, "Gamma", end));
        Assert.Equal(["Acme 0", "Beta"], _begun);

        end.SetResult();
        await Task.WhenAll(all);
        Assert.Equal(12, _begun.Count);
    }

    [Fact]
    public async Task Who_leaves_while_waiting_is_passed_over()
    {
        var (first, third) = (new TaskCompletionSource(), new TaskCompletionSource());
        using var left = new CancellationTokenSource();
        var reading = Read(Acme, "first", first);
        var leaving = Read(Acme, "second", new TaskCompletionSource(), left.Token);
        var waiting = Read(Acme, "third", third);

        await left.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leaving);
        first.SetResult();
        third.SetResult();

        await Task.WhenAll(reading, waiting);
        Assert.Equal(["first", "third"], _begun);
    }

    [Fact]
    public async Task A_turn_that_fails_is_over()
    {
        await Assert.ThrowsAsync<JournalUnavailableException>(() => _line.Take<int>(Acme, () => throw new JournalUnavailableException("the test says so"), CancellationToken.None));

        Assert.Equal(1, await _line.Take(Acme, () => Task.FromResult(1), CancellationToken.None));
    }

    private Task<int> Read(Guid business, string who, TaskCompletionSource end, CancellationToken left = default) => _line.Take(business, async () =>
    {
        _begun.Enqueue(who);
        await end.Task;
        return 0;
    }, left);
}
