using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Periods.Gateway.Api;
using Periods.Scoring;

namespace Periods.Gateway.Scoring;

/// <summary>
/// Score changes as server-sent events: the current gauge first, then each change; <c>id</c> is the score version, by which a client resumes.
/// A client that does not read is let go, and all are when the service stops: they come back with Last-Event-ID and miss nothing.
/// </summary>
internal sealed class ScoreStreams(TimeProvider time, IHostApplicationLifetime lifetime)
{
    /// <summary>Proxies cut connections that are silent for 60 seconds, some for 30.</summary>
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);

    /// <summary>A write that waits longer has a reader that is gone or asleep.</summary>
    private static readonly TimeSpan WriteTimeout = TimeSpan.FromSeconds(20);

    private readonly ConcurrentDictionary<Guid, int> _openByToken = new();

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
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(call.Http.RequestAborted, lifetime.ApplicationStopping);
            await Send(call, score, after, stop.Token);
        }
        catch (OperationCanceledException)
        {
            // The client left, does not read, or the service stops: the stream just ends.
        }
        finally
        {
            Close(token);
        }
    }

    private async Task Send(Call call, ScoreView score, long? after, CancellationToken stop)
    {
        var response = call.Http.Response;
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-store";
        response.Headers["X-Accel-Buffering"] = "no";
        await Flush(response, stop);

        using var watching = CancellationTokenSource.CreateLinkedTokenSource(stop);
        await using var changes = call.CloseScore(score.PeriodId).Watch(after, watching.Token).GetAsyncEnumerator(watching.Token);
        var next = changes.MoveNextAsync().AsTask();
        try
        {
            while (true)
            {
                if (await Task.WhenAny(next, Task.Delay(Heartbeat, time, stop)) == next)
                {
                    if (!await next) return;
                    Write(response, changes.Current);
                    next = changes.MoveNextAsync().AsTask();
                }
                else
                {
                    stop.ThrowIfCancellationRequested();
                    Write(response, ": still here\n\n"u8);
                }
                await Flush(response, stop);
            }
        }
        finally
        {
            // A watch that still waits for a change cannot be disposed of.
            await watching.CancelAsync();
            await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static void Write(HttpResponse response, ScoreView score)
    {
        Write(response, Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"id: {score.Version}\nevent: close-score\ndata: ")));
        Write(response, Answers.Render(CloseScoreBody.Of(score), WireJson.Default.CloseScoreBody));
        Write(response, "\n\n"u8);
    }

    private static void Write(HttpResponse response, ReadOnlySpan<byte> bytes) => System.Buffers.BuffersExtensions.Write(response.BodyWriter, bytes);

    private async Task Flush(HttpResponse response, CancellationToken stop)
    {
        using var patience = new CancellationTokenSource(WriteTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, patience.Token);
        try
        {
            await response.BodyWriter.FlushAsync(either.Token);
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested)
        {
            response.HttpContext.Abort();
            throw;
        }
    }

    private void Close(Guid token)
    {
        if (_openByToken.AddOrUpdate(token, 0, static (_, open) => open - 1) == 0) _openByToken.TryRemove(KeyValuePair.Create(token, 0));
    }
}
