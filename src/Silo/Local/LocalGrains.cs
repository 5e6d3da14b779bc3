using System.Runtime.CompilerServices;
using Periods.Access;
using Periods.Audit;
using Periods.Businesses;
using Periods.Closing;
using Periods.Grains.Access;
using Periods.Grains.Audit;
using Periods.Grains.Businesses;
using Periods.Grains.Closing;
using Periods.Grains.Entities;
using Periods.Grains.Journal;
using Periods.Grains.Posting;
using Periods.Posting;
using Periods.Scoring;

namespace Periods.Silo.Local;

/// <summary>
/// The local host: grains in this process. Business, users and period grains are a key beside the resident entities, so they cost nothing to find;
/// a CloseScore grain lives as long as somebody watches it.
/// </summary>
public sealed class LocalGrains : IGrains
{
    private readonly IJournal _journal;
    private readonly EntityMap _entities;
    private readonly EntityCore _core;
    private readonly BusinessModel _businesses = new();
    private readonly EntryModel _entries = new();
    private readonly UsersModel _users = new();
    private readonly AuditModel _audits = new();
    private readonly AuditEntries _auditEntries;
    private readonly PeriodModel _periods;
    private readonly WatchedScores _scores;

    public LocalGrains(IJournal journal, IClock clock, LocalNotices notices)
    {
        _journal = journal;
        _entities = new EntityMap(journal);
        _core = new EntityCore(journal, _entities, clock);
        _periods = new PeriodModel(notices);
        _auditEntries = new AuditEntries(_businesses, _users, _periods, _audits);
        _scores = new WatchedScores(journal, _periods);
        notices.DeliverTo(_scores);
    }

    internal int ResidentEntities => _entities.Count;

    public IBusinessGrain Business(Guid businessId) => new BusinessGrain(_core, _businesses, _periods, EntityKey.ForBusiness(businessId));

    public IPostingGrain Posting(Guid businessId) => new PostingGrain(_core, _journal, _businesses, _periods, _entries, EntityKey.ForBusiness(businessId));

    public IUsersGrain Users(Guid businessId) => new UsersGrain(_core, _users, EntityKey.ForUsers(businessId));

    public IAuditGrain Audit(Guid businessId) => new AuditGrain(_core, _journal, _businesses, _audits, _auditEntries, EntityKey.ForRefusals(businessId));

    public IPeriodGrain Period(Guid businessId, Guid periodId) => new PeriodGrain(_core, _periods, EntityKey.ForPeriod(businessId, periodId));

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
