using System.Runtime.CompilerServices;
using Periods.Access;
using Periods.Audit;
using Periods.Businesses;
using Periods.Closing;
using Periods.Grains.Closing;
using Periods.Grains.Entities;
using Periods.Grains.Journal;
using Periods.Posting;
using Periods.Scoring;

namespace Periods.Silo.Local;

/// <summary>
/// The local host: grains in this process. Business, users and period grains are a key beside the resident entities, so they cost nothing to find;
/// a CloseScore grain lives as long as somebody watches it.
/// </summary>
public sealed class LocalGrains : IGrains
{
    private readonly ResidentGrains _resident;
    private readonly WatchedScores _scores;

    public LocalGrains(IJournal journal, IClock clock, LocalNotices notices)
    {
        var periods = new PeriodModel(notices);
        _resident = new ResidentGrains(journal, clock, periods);
        _scores = new WatchedScores(journal, periods);
        notices.DeliverTo(_scores);
    }

    internal int ResidentEntities => _resident.Entities;

    public IBusinessGrain Business(Guid businessId) => _resident.Business(EntityKey.ForBusiness(businessId));

    public IPostingGrain Posting(Guid businessId) => _resident.Posting(EntityKey.ForBusiness(businessId));

    public IUsersGrain Users(Guid businessId) => _resident.Users(EntityKey.ForUsers(businessId));

    public IAuditGrain Audit(Guid businessId) => _resident.Audit(EntityKey.ForRefusals(businessId));

    public IPeriodGrain Period(Guid businessId, Guid periodId) => _resident.Period(EntityKey.ForPeriod(businessId, periodId));

    public ICloseScoreGrain CloseScore(Guid businessId, Guid periodId) => new LeasedScore(_scores, EntityKey.ForPeriod(businessId, periodId));

    /// <summary>The CloseScore grain, resident only while it is watched.</summary>
    private sealed class LeasedScore(WatchedScores scores, EntityKey period) : ICloseScoreGrain
    {
        public ValueTask Notify(ScoreNotice notice) => scores.Find(period)?.Notify(notice) ?? ValueTask.CompletedTask;

        public async IAsyncEnumerable<ScoreView> Watch(long? afterVersion, [EnumeratorCancellation] CancellationToken stop)
        {
            var grain = scores.Lease(period);
            try
            {
                await foreach (var score in grain.Watch(afterVersion, stop)) yield return score;
            }
            finally
            {
                scores.Return(period);
            }
        }
    }
}
