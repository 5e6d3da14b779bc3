using Periods.Access;
using Periods.Audit;
using Periods.Businesses;
using Periods.Closing;
using Periods.Posting;
using Periods.Scoring;
using Periods.Silo.Orleans.Notices;

namespace Periods.Silo.Orleans;

/// <summary>Grains wherever in the cluster they are.</summary>
internal sealed class OrleansGrains(IGrainFactory grains, TimeProvider time) : IGrains
{
    public IBusinessGrain Business(Guid businessId) => grains.GetGrain<IBusinessGrain>(EntityKey.ForBusiness(businessId).ToString());

    public IPostingGrain Posting(Guid businessId) => grains.GetGrain<IPostingGrain>(EntityKey.ForBusiness(businessId).ToString());

    public IUsersGrain Users(Guid businessId) => grains.GetGrain<IUsersGrain>(EntityKey.ForUsers(businessId).ToString());

    public IAuditGrain Audit(Guid businessId) => grains.GetGrain<IAuditGrain>(EntityKey.ForRefusals(businessId).ToString());

    public IPeriodGrain Period(Guid businessId, Guid periodId) => grains.GetGrain<IPeriodGrain>(EntityKey.ForPeriod(businessId, periodId).ToString());

    public ICloseScoreGrain CloseScore(Guid businessId, Guid periodId) =>
        new FollowedScore(grains.GetGrain<ICloseScoreGrain>(EntityKey.ForScore(businessId, periodId).ToString()), time);
}
