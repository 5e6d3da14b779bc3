using System.Collections.Concurrent;
using Periods.Grains.Journal;
using Periods.Silo.Journals;

namespace Periods.Silo.Tests.Journals;

/// <summary>Answers to those who share a round trip: everybody gets one, the first that was given, and never on the thread that gives it.</summary>
public sealed class AwaitedTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(200)]
    public async Task Everybody_in_a_round_gets_the_answer_that_is_theirs(int count)
    {
        var round = Enumerable.Range(0, count).Select(i => new Waiting(i)).ToList();

        Awaited.Answer(round, static waiting => waiting.Number % 3 == 0 ? AppendResult.Conflict : AppendResult.Appended);

        foreach (var waiting in round) Assert.Equal(waiting.Number % 3 == 0 ? AppendResult.Conflict : AppendResult.Appended, await waiting.Task);
    }

    [Fact]
    public async Task The_first_answer_stands_whoever_gives_another()
    {
        var round = Enumerable.Range(0, 20).Select(i => new Waiting(i)).ToList();
        Assert.False(round[5].IsAnswered);
        Assert.True(round[5].TryAnswer(AppendResult.Failed));
        Assert.True(round[5].IsAnswered);

        Awaited.Answer(round, static _ => AppendResult.Appended);

        Assert.False(round[6].TryAnswer(AppendResult.Failed));
        foreach (var waiting in round) Assert.Equal(waiting.Number == 5 ? AppendResult.Failed : AppendResult.Appended, await waiting.Task);
    }

    [Fact]
    public async Task Who_waits_goes_on_while_the_one_who_answers_holds_a_lock()
    {
        var round = Enumerable.Range(0, 20).Select(i => new Waiting(i)).ToList();
        var threads = new ConcurrentBag<Thread>();
        var gate = new Lock();
        var waiting = Task.WhenAll(round.Select(one => one.Task.ContinueWith(
            _ =>
            {
                threads.Add(Thread.CurrentThread);
                lock (gate) { }
            },
            CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default)));
        using var ended = new ManualResetEventSlim();

        // Not a thread of the pool, so that none of the pool's can be it.
        var answering = new Thread(() =>
        {
            lock (gate)
            {
                round[0].TryAnswer(AppendResult.Appended);
                Awaited.Answer(round, static _ => AppendResult.Appended);
            }
            ended.Set();
        });
        answering.Start();
        await waiting.WaitAsync(TimeSpan.FromSeconds(30));

        ended.Wait(TimeSpan.FromSeconds(30));
        Assert.DoesNotContain(answering, threads);
    }

    private sealed class Waiting(int number) : Awaited
    {
        public int Number => number;
    }
}
