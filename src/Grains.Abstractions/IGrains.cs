using Periods.Access;
using Periods.Audit;
using Periods.Businesses;
using Periods.Closing;
using Periods.Posting;
using Periods.Scoring;

namespace Periods;

/// <summary>Where grains are found. The only thing a caller knows about the host.</summary>
public interface IGrains
{
    IBusinessGrain Business(Guid businessId);

    IPostingGrain Posting(Guid businessId);

    IUsersGrain Users(Guid businessId);

    IAuditGrain Audit(Guid businessId);

    IPeriodGrain Period(Guid businessId, Guid periodId);

    ICloseScoreGrain CloseScore(Guid businessId, Guid periodId);
}
