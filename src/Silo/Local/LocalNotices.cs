using System.Collections.Concurrent;
using System.Diagnostics;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Periods.Grains.Journal;
using Periods.Grains.Scoring;
using Periods.Scoring;

namespace Periods.Silo.Local;

/// <summary>
/// Carries notices to the CloseScore grains of this process, off the path of commands, and rings for other processes. A notice that overtook another one waits for
/// it: commands that were committed together tell of it all at once. When it cannot keep up, every watched grain catches up from the journal, beside what is told meanwhile;
/// one that cannot read it tries again, and nobody else has to: nothing is lost for good.
/// </summary>
public sealed partial class LocalNotices(TimeProvider time, ILogger<LocalNotices> log) : INotices, IAsyncDisposable
{
    private const int QueueLength = 8_192;
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    /// <summary>How long a notice waits for those before it; then the journal is asked. Of what was committed together, all tell within a millisecond or two.</summary>
    private static readonly TimeSpan EarlyMax = TimeSpan.FromMilliseconds(20);

    private readonly Channel<Hint> _queue = Channel.CreateBounded<Hint>(new BoundedChannelOptions(QueueLength) { SingleReader = true });
    private readonly List<(Hint Hint, long Since)> _early = [];

    /// <summary>When a watched score could not be read: it is tried again <see cref="RetryAfter"/> later, and no sooner, whatever is heard of it.</summary>
    private readonly ConcurrentDictionary<EntityKey, long> _behind = [];

    /// <summary>That some are behind, or all may be. What happens while they are looked up is looked up next, once.</summary>
    private readonly Channel<bool> _lag = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { SingleReader = true, FullMode = BoundedChannelFullMode.DropWrite });
    private WatchedScores? _scores;
    private IScoreBell? _bell;
    private Task _delivery = Task.CompletedTask;
    private volatile bool _missed;
    private volatile bool _closed;

    public void Publish(ScoreNotice notice)
    {
        var period = EntityKey.ForPeriod(notice.Score.BusinessId, notice.Score.PeriodId);
        var command = SiloTelemetry.Recorded?.Context ?? default;
        Queue(new Hint(period, notice.Score.Version, notice, command));
        _bell?.Ring(period, notice.Score.Version, command);
    }

    /// <summary>Another silo says that a score has a new version.</summary>
    /// <param name="command">Where in a trace it changed; default when that is not recorded.</param>
    public void Heard(EntityKey period, long version, ActivityContext command) => Queue(new Hint(period, version, null, command));

    /// <summary>Hints may have been missed: whoever is watched reads the journal.</summary>
    public void CatchUpAll()
    {
        _missed = true;
        _lag.Writer.TryWrite(true);
    }

    /// <summary>Rings for other silos from now on.</summary>
    public void RingWith(IScoreBell bell) => _bell = bell;

    internal void DeliverTo(WatchedScores scores)
    {
        _scores = scores;
        _delivery = Task.WhenAll(Task.Run(() => Deliver(scores, _queue.Reader)), Task.Run(() => CatchUp(scores, _lag.Reader)));
    }

    public async ValueTask DisposeAsync()
    {
        _closed = true;
        _queue.Writer.TryComplete();
        _lag.Writer.TryComplete();
        await _delivery;
    }

    private void Queue(Hint hint)
    {
        if (_scores?.Find(hint.Period) is not null && !_queue.Writer.TryWrite(hint)) CatchUpAll();
    }

    private async Task Deliver(WatchedScores scores, ChannelReader<Hint> hints)
    {
        var more = hints.WaitToReadAsync().AsTask();
        while (true)
        {
            await Task.WhenAny(more, _early.Count > 0 ? Task.Delay(EarlyMax, time) : more);
            if (more.IsCompleted)
            {
                if (!await more) return;
                while (hints.TryRead(out var hint))
                    await Deliver(scores, hint);
                more = hints.WaitToReadAsync().AsTask();
            }
            await DeliverEarly(scores);
        }
    }

    /// <summary>One after the other: commands and reads need the journal, too. Whoever is told of something meanwhile does not wait for it.</summary>
    private async Task CatchUp(WatchedScores scores, ChannelReader<bool> lag)
    {
        var more = lag.WaitToReadAsync().AsTask();
        while (true)
        {
            await Task.WhenAny(more, _behind.IsEmpty ? more : Task.Delay(RetryAfter, time));
            if (more.IsCompleted)
            {
                if (!await more) return;
                lag.TryRead(out _);
                more = lag.WaitToReadAsync().AsTask();
            }
            IEnumerable<EntityKey> periods = _behind.Keys;
            if (_missed)
            {
                // First: what is missed from now on is looked up next.
                _missed = false;
                periods = scores.All;
            }
            foreach (var period in periods)
            {
                if (_closed) return;
                await Look(scores, period);
            }
        }
    }

    private async ValueTask Deliver(WatchedScores scores, Hint hint)
    {
        if (scores.Find(hint.Period) is not { } grain) return;
        using var span = NoticeTelemetry.Start(hint.Period, hint.Version, hint.Command);
        if (hint.Notice is not { } notice) await Look(scores, hint.Period, hint.Version);
        else if (!grain.TryTake(notice.Score)) _early.Add((hint, time.GetTimestamp()));
    }

    /// <summary>Those whose turn has come now, and those who waited long enough.</summary>
    private async ValueTask DeliverEarly(WatchedScores scores)
    {
        _early.Sort(static (a, b) => a.Hint.Version.CompareTo(b.Hint.Version));
        _early.RemoveAll(early => scores.Find(early.Hint.Period) is not { } grain || grain.TryTake(early.Hint.Notice!.Score));
        for (var i = _early.Count - 1; i >= 0; i--)
        {
            var (hint, since) = _early[i];
            if (time.GetElapsedTime(since) < EarlyMax) continue;
            _early.RemoveAt(i);
            await Look(scores, hint.Period, hint.Version);
        }
    }

    /// <summary>Reads what the journal has of a score, up to a version at least. Whatever comes of it, the others go on.</summary>
    private async ValueTask Look(WatchedScores scores, EntityKey period, long version = long.MaxValue)
    {
        var isBehind = _behind.TryGetValue(period, out var since);
        if (isBehind && time.GetElapsedTime(since) < RetryAfter) return;
        try
        {
            if (scores.Find(period) is { } grain) await grain.Heard(isBehind ? long.MaxValue : version);
            // Not what somebody else who looks found out meanwhile.
            if (isBehind) _behind.TryRemove(KeyValuePair.Create(period, since));
        }
        catch (JournalUnavailableException e) when (e is not HistoryUnreadableException)
        {
            if (_behind.IsEmpty) LogBehind(e.Message);
            _behind[period] = time.GetTimestamp();
            _lag.Writer.TryWrite(true);
        }
        catch (Exception e)
        {
            _behind.TryRemove(period, out _);
            LogOver(period.Business, period.Period, e.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Score notices are behind, the journal cannot be read: {Reason}")]
    private partial void LogBehind(string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A watched score cannot go on from where it was: business={Business} period={Period} {Reason}")]
    private partial void LogOver(Guid business, Guid period, string reason);

    /// <param name="Notice">Null when another silo told of the version.</param>
    /// <param name="Command">Where in a trace the score changed; default when that is not recorded.</param>
    private readonly record struct Hint(EntityKey Period, long Version, ScoreNotice? Notice, ActivityContext Command);
}

/// <summary>Tells other silos that a score has a new version. A hint: it may be lost, and must neither throw nor wait.</summary>
public interface IScoreBell
{
    /// <param name="command">Where in a trace it changed; default when that is not recorded.</param>
    void Ring(EntityKey period, long version, ActivityContext command);
}
