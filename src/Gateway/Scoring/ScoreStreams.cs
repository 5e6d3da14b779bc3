using System.Collections.Concurrent;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Periods.Gateway.Access;
using Periods.Gateway.Api;
using Periods.Scoring;

namespace Periods.Gateway.Scoring;

/// <summary>
/// Score changes as server-sent events: the current gauge first, then each change; <c>id</c> is the score version, by which a client resumes.
/// A client that does not read is let go, and all are when the service stops: they come back with Last-Event-ID and miss nothing. A stream ends with the token it was
/// opened with.
/// </summary>
internal sealed partial class ScoreStreams
{
    /// <summary>How late a sign of life, or the end of a client that does not read, or whose token ended, may be.</summary>
    private static readonly TimeSpan TendEvery = TimeSpan.FromSeconds(1);

    private readonly TimeProvider _time;
    private readonly IHostApplicationLifetime _lifetime;
    private readonly Authenticator _authenticator;
    private readonly ScoreFeeds _feeds;
    private readonly ILogger _log;
    private readonly ConcurrentDictionary<Guid, int> _openByToken = new();
    private readonly ConcurrentDictionary<OpenStream, Opened> _open = new();

    public ScoreStreams(TimeProvider time, IHostApplicationLifetime lifetime, Authenticator authenticator, ILogger log)
    {
        _time = time;
        _lifetime = lifetime;
        _authenticator = authenticator;
        _feeds = new ScoreFeeds(time, log);
        _log = log;
        StreamMetrics.Begin();
        _ = EverySecond(Tend);
        // Beside the other: this asks the journal, and may have to wait for it.
        _ = EverySecond(EndWithTokens);
    }

    public async Task Run(Call call, ScoreView score, long? after)
    {
        var token = call.Identity.TokenId;
        if (_openByToken.AddOrUpdate(token, 1, static (_, open) => open + 1) > Limits.StreamsPerTokenMax)
        {
            Close(token);
            await Answers.Write(call.Http, Error.TooManyStreams);
            return;
        }
        try
        {
            var opened = new Opened(call.Credential, new CancellationTokenSource());
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(call.Http.RequestAborted, _lifetime.ApplicationStopping, opened.End.Token);
            await Send(call, score, after, opened, stop.Token);
        }
        catch (OperationCanceledException)
        {
            // The client left, does not read, or has lost its token, or the service stops: the stream just ends.
        }
        finally
        {
            Close(token);
        }
    }

    private async Task Send(Call call, ScoreView score, long? after, Opened opened, CancellationToken stop)
    {
        var response = call.Http.Response;
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-store";
        response.Headers["X-Accel-Buffering"] = "no";
        call.Http.Features.Get<IHttpMinResponseDataRateFeature>()?.MinDataRate = null;

        var stream = new OpenStream(call.Http, _time, stop);
        var feed = _feeds.Lease(score, call.CloseScore(score.PeriodId));
        _open.TryAdd(stream, opened);
        StreamMetrics.Opened();
        try
        {
            if (!await feed.Join(stream, score, after, stop))
            {
                // A stream that has begun just ends.
                if (!stream.HasBegun) await call.Refuse(new(RefusalCode.StorageUnavailable));
                return;
            }
            // A client that has missed nothing has been sent nothing yet.
            await stream.Begin();
            await using var leaving = stop.Register(() => stream.End());
            await stream.GoLive();
        }
        finally
        {
            feed.Leave(stream);
            _feeds.Return(score, feed);
            // Looked after until then: a sign of life may wait for a client that does not read.
            await stream.Close();
            _open.TryRemove(stream, out _);
            StreamMetrics.Closed();
        }
    }

    private async Task EverySecond(Func<Task> act)
    {
        using var timer = new PeriodicTimer(TendEvery, _time);
        try
        {
            while (await timer.WaitForNextTickAsync(_lifetime.ApplicationStopping))
            {
                try
                {
                    await act();
                }
                catch (Exception e) when (!_lifetime.ApplicationStopping.IsCancellationRequested)
                {
                    // The next second may be better: without any more of them no stream would end with its token.
                    LogUntended(e);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The service stops, and ends its streams by itself.
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Open score streams were not looked after this second.")]
    private partial void LogUntended(Exception fault);

    private Task Tend()
    {
        foreach (var (stream, _) in _open) stream.Tend();
        return Task.CompletedTask;
    }

    private Task EndWithTokens() => Task.WhenAll(_open.Values.GroupBy(opened => opened.Credential).Select(EndUnlessKnown));

    /// <summary>While it cannot be found out whether the token still holds, there is nothing new to be told either.</summary>
    private async Task EndUnlessKnown(IGrouping<string, Opened> streams)
    {
        if (await _authenticator.Identify(streams.Key) is not { Value: null, Refusal: null }) return;
        foreach (var stream in streams) await stream.End.CancelAsync();
    }

    private void Close(Guid token)
    {
        if (_openByToken.AddOrUpdate(token, 0, static (_, open) => open - 1) == 0) _openByToken.TryRemove(KeyValuePair.Create(token, 0));
    }

    /// <summary>What a stream was opened with, and the way to end it.</summary>
    private sealed record Opened(string Credential, CancellationTokenSource End);
}
