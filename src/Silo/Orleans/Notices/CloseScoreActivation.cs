using System.Runtime.CompilerServices;
using Orleans.Concurrency;
using Orleans.Streams;
using Orleans.Streams.Core;
using Periods.Grains.Closing;
using Periods.Grains.Entities;
using Periods.Grains.Journal;
using Periods.Grains.Scoring;
using Periods.Scoring;
using Periods.Silo.Orleans.Grains;

namespace Periods.Silo.Orleans.Notices;

/// <summary>
/// The CloseScore grain on this host: the same one, subscribed to its period's notices. Only a watched score listens to them; it looks into the journal now and then
/// for what the stream lost: memory streams lose events with their silo, and every provider skips one after a minute of failed deliveries.
/// </summary>
[GrainType("close-score")]
[ImplicitStreamSubscription(StreamNotices.Namespace)]
[Reentrant]
[PlacedByBusiness]
internal sealed class CloseScoreActivation(IJournal journal, PeriodModel periods, ReplayLine line) : Grain, ICloseScoreGrain, IStreamSubscriptionObserver, IAsyncObserver<ScoreNotice>
{
    private CloseScoreGrain? _watched;
    private IGrainTimer? _looking;
    private int _watchers;

    public Task OnSubscribed(IStreamSubscriptionHandleFactory handleFactory) => handleFactory.Create<ScoreNotice>().ResumeAsync(this);

    public async Task OnNextAsync(ScoreNotice item, StreamSequenceToken? token = null) => await Notify(item);

    public Task OnErrorAsync(Exception ex) => Task.CompletedTask;

    public async ValueTask Notify(ScoreNotice notice)
    {
        if (_watched is not { } watched) return;
        using var span = NoticeTelemetry.Start(EntityKey.ForPeriod(notice.Score.BusinessId, notice.Score.PeriodId), notice.Score.Version, RemoteSpan.Current);
        await Try(watched.Notify(notice).AsTask());
    }

    public async IAsyncEnumerable<ScoreView> Watch(long? afterVersion, [EnumeratorCancellation] CancellationToken stop)
    {
        var watched = Begin();
        try
        {
            await foreach (var score in watched.Watch(afterVersion, stop)) yield return score;
        }
        finally
        {
            End();
        }
    }

    private CloseScoreGrain Begin()
    {
        _watchers++;
        if (_watched is { } already) return already;
        var key = EntityKey.Parse(this.GetPrimaryKeyString());
        var watched = new CloseScoreGrain(journal, periods, line, EntityKey.ForPeriod(key.Business, key.Period));
        _looking = this.RegisterGrainTimer(stop => Try(watched.CatchUp(stop)), new GrainTimerCreationOptions(OrleansLimits.RegularLook, OrleansLimits.RegularLook) { Interleave = true });
        return _watched = watched;
    }

    private void End()
    {
        if (--_watchers > 0) return;
        _looking?.Dispose();
        (_looking, _watched) = (null, null);
    }

    /// <summary>What cannot be read now is read by the next look.</summary>
    private static async Task Try(Task reading)
    {
        try
        {
            await reading;
        }
        catch (JournalUnavailableException)
        {
            return;
        }
    }
}
