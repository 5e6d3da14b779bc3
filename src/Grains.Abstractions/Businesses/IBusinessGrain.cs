using Periods.Closing;

namespace Periods.Businesses;

/// <summary>
/// A business: its calendar of periods and their lifecycle, in one order. Key: <see cref="EntityKey.ForBusiness"/>.
/// A lifecycle command changes the business and the period in one append: both or neither.
/// </summary>
public interface IBusinessGrain
{
    ValueTask<Outcome<BusinessView>> Create(CreateBusiness request);

    ValueTask<Outcome<BusinessView>> Get();

    ValueTask<Outcome<PeriodView>> CreatePeriod(CreatePeriod request);

    ValueTask<Outcome<PeriodView>> ClosePeriod(ClosePeriod request);

    /// <summary>What <see cref="ClosePeriod"/> would answer now; changes nothing. It takes no key: a dry run that is repeated looks again.</summary>
    ValueTask<Outcome<CloseValidation>> ValidateClose(ClosePeriod request);

    ValueTask<Outcome<PeriodView>> LockPeriod(LockPeriod request);

    ValueTask<Outcome<PeriodView>> ReopenPeriod(ReopenPeriod request);

    ValueTask<Outcome<BulkLockResult>> BulkLockPeriods(BulkLockPeriods request);

    ValueTask<Outcome<ClosePolicy>> GetPolicy();

    /// <summary>Changes the business and every open period in one append: all are judged by the new policy from one moment on.</summary>
    ValueTask<Outcome<ClosePolicy>> SetPolicy(SetPolicy request);

    ValueTask<Outcome<PeriodView>> GetPeriod(Guid periodId);

    ValueTask<Outcome<PeriodPage>> ListPeriods(ListPeriods request);
}
