using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Streams;
using Periods.Grains.Scoring;
using Periods.Scoring;

namespace Periods.Silo.Orleans.Notices;

/// <summary>
/// Puts notices on a stream, off the path of commands. Of each period only the newest waits: whoever watches fills the gap from the journal, and a burst costs the
/// stream one event.
/// </summary>
internal sealed partial class StreamNotices(IServiceProvider services, TimeProvider time, ILogger<StreamNotices> log) : BackgroundService, INotices
{
    public const string Provider = "notices";
    public const string Namespace = "score-notices";

    private readonly ConcurrentDictionary<EntityKey, News> _newest = new();

    public void Publish(ScoreNotice notice)
    {
        var key = EntityKey.ForScore(notice.Score.BusinessId, notice.Score.PeriodId);
        if (_newest.Count < OrleansLimits.NoticesWaitingMax || _newest.ContainsKey(key))
            _newest.AddOrUpdate(
                key,
                static (_, news) => news,
                static (_, waiting, news) => waiting.Notice.Score.Version > news.Notice.Score.Version ? waiting : news,
                new News(notice, SiloTelemetry.Recorded?.Context ?? default));
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var streams = services.GetRequiredKeyedService<IStreamProvider>(Provider);
        using var turns = new PeriodicTimer(OrleansLimits.NoticesEvery, time);
        while (await turns.WaitForNextTickAsync(stoppingToken))
        {
            // Side by side: a queue that does not answer keeps nobody else's notice.
            var sent = new List<Task>();
            foreach (var key in _newest.Keys)
                if (_newest.TryRemove(key, out var news)) sent.Add(Send(streams.GetStream<ScoreNotice>(StreamId.Create(Namespace, key.ToString())), news));
            await Task.WhenAll(sent);
        }
    }

    /// <summary>A hint that cannot be sent is lost; a watched score looks into the journal by itself.</summary>
    private async Task Send(IAsyncStream<ScoreNotice> stream, News news)
    {
        if (news.Command != default) CallTraces.Send(TraceParent.Of(news.Command));
        try
        {
            // By then whoever watches has looked into the journal.
            await stream.OnNextAsync(news.Notice).WaitAsync(OrleansLimits.RegularLook, time);
        }
        catch (Exception e)
        {
            LogLost(e.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "A score notice is lost: {Reason}")]
    private partial void LogLost(string reason);

    /// <param name="Command">Where in a trace the score changed; default when that is not recorded.</param>
    private readonly record struct News(ScoreNotice Notice, ActivityContext Command);
}
