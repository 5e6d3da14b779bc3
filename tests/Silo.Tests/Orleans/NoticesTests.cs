using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Periods.Businesses;
using Periods.Closing;
using Periods.Gateway.Tests.Running;
using Periods.Silo.Orleans;
using Periods.Silo.Tests.Journals;

namespace Periods.Silo.Tests.Orleans;

/// <summary>What a stream loses: on this host S13 is played here, because between processes notices travel inside Orleans' connections, where no proxy can tell them apart.</summary>
public sealed class NoticesTests
{
    private const int Changes = 60;

    [Fact]
    public async Task Whatever_the_stream_loses_a_watcher_sees_every_change_once_and_in_order()
    {
        using var folder = new TempFolder();
        var source = new JournalSource($"Data Source={folder.File("periods.db")}");
        await using var journal = await source.Open(TimeProvider.System, NullLoggerFactory.Instance);
        var settings = new OrleansSettings(OrleansRole.Both, FreePort.Next(), FreePort.Next(), IPAddress.Loopback, null, "test", "test");
        var stream = new BadStream();
        using var host = OrleansHosting.Silo(source, journal, settings, TimeProvider.System, NullLoggerFactory.Instance)
            .UseOrleans(silo => silo.Services.AddSingleton<IOutgoingGrainCallFilter>(stream)).Build();
        await host.StartAsync();
        var grains = new OrleansGrains(host.Services.GetRequiredService<IGrainFactory>(), TimeProvider.System);
        var (business, period) = (Guid.NewGuid(), Guid.NewGuid());
        var caller = new Caller(business, Guid.NewGuid());
        Assert.Null((await grains.Business(business).Create(new CreateBusiness(caller, "Acme", "UTC"))).Refusal);
        Assert.Null((await grains.Business(business).CreatePeriod(new CreatePeriod(caller, period, new DateOnly(2026, 1, 1), new DateOnly(2026, 1, 31)))).Refusal);

        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var first = new TaskCompletionSource();
        var watching = Watch(grains, business, period, first, patience.Token);
        await first.Task;
        for (var i = 0; i < Changes; i++)
        {
            var sign = new SignOff(caller with { UserId = Guid.NewGuid() }, Guid.NewGuid(), (ReviewRole)(i % 4), null);
            Assert.Null((await grains.Period(business, period).SignOff(sign)).Refusal);
            var reported = new ReportInputs(caller, new(true, 100), new(true, i), default, default, default);
            Assert.Null((await grains.Period(business, period).ReportInputs(reported)).Refusal);
        }

        var last = (await grains.Period(business, period).GetScore()).Value!.Version;
        var seen = await watching(last);
        Assert.Equal(Enumerable.Range(0, seen.Count).Select(i => seen[0] + i), seen);
        Assert.True(stream.Lost > 0, "no notice was lost: this shows nothing");
        await host.StopAsync();
    }

    /// <summary>Reads on; what it gives back waits until a version was seen.</summary>
    private static Func<long, Task<List<long>>> Watch(OrleansGrains grains, Guid business, Guid period, TaskCompletionSource first, CancellationToken patience)
    {
        var seen = new List<long>();
        var news = new SemaphoreSlim(0);
        _ = Task.Run(
            async () =>
            {
                await foreach (var score in grains.CloseScore(business, period).Watch(null, patience))
                {
                    lock (seen) seen.Add(score.Version);
                    first.TrySetResult();
                    news.Release();
                }
            },
            patience);
        return async until =>
        {
            while (true)
            {
                lock (seen)
                    if (seen.Count > 0 && seen[^1] >= until) return [.. seen];
                await news.WaitAsync(patience);
            }
        };
    }

    /// <summary>Between who publishes and the stream's queues: four of ten notices are lost.</summary>
    private sealed class BadStream : IOutgoingGrainCallFilter
    {
        private int _calls;

        public int Lost { get; private set; }

        public Task Invoke(IOutgoingGrainCallContext context)
        {
            if (context.InterfaceMethod.Name != "Enqueue" || Interlocked.Increment(ref _calls) % 10 is not (0 or 1 or 4 or 7)) return context.Invoke();
            Lost++;
            throw new TimeoutException("Lost on the way.");
        }
    }
}
