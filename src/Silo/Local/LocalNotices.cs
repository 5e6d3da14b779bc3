using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Periods.Grains.Journal;
using Periods.Grains.Scoring;
using Periods.Scoring;

namespace Periods.Silo.Local;

/// <summary>
/// Carries notices to the CloseScore grains of this process, off the path of commands. When it cannot keep up, or the journal cannot be read,
/// it remembers that it is behind and lets every watched grain catch up from the journal: nothing is lost for good.
/// </summary>
public sealed partial class LocalNotices(TimeProvider time, ILogger<LocalNotices> log) : INotices, IAsyncDisposable
{
    private const int QueueLength = 8_192;
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    private readonly Channel<ScoreNotice> _queue = Channel.CreateBounded<ScoreNotice>(new BoundedChannelOptions(QueueLength) { SingleReader = true });
    private WatchedScores? _scores;
    private Task _delivery = Task.CompletedTask;
    private volatile bool _behind;

    public void Publish(ScoreNotice notice)
    {
        if (_scores?.Find(PeriodOf(notice)) is not null && !_queue.Writer.TryWrite(notice)) _behind = true;
    }

    internal void DeliverTo(WatchedScores scores)
    {
        _scores = scores;
        _delivery = Task.Run(() => Deliver(scores, _queue.Reader));
    }

    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await _delivery;
    }

    private async Task Deliver(WatchedScores scores, ChannelReader<ScoreNotice> notices)
    {
        var more = notices.WaitToReadAsync().AsTask();
        while (true)
        {
            await Task.WhenAny(more, _behind ? Task.Delay(RetryAfter, time) : more);
            if (more.IsCompleted)
            {
                if (!await more) return;
                while (notices.TryRead(out var notice))
                    if (scores.Find(PeriodOf(notice)) is { } grain) await Try(grain.Notify(notice).AsTask());
                more = notices.WaitToReadAsync().AsTask();
            }
            if (!_behind) continue;
            _behind = false;
            foreach (var grain in scores.All) await Try(grain.CatchUp(CancellationToken.None));
        }
    }

    private async Task Try(Task delivery)
    {
        try
        {
            await delivery;
        }
        catch (JournalUnavailableException e)
        {
            _behind = true;
            LogBehind(e.Message);
        }
    }

    private static EntityKey PeriodOf(ScoreNotice notice) => EntityKey.ForPeriod(notice.Score.BusinessId, notice.Score.PeriodId);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Score notices are behind, the journal cannot be read: {Reason}")]
    private partial void LogBehind(string reason);
}
