using Periods.Closing;

namespace Periods.Businesses;

/// <summary>
/// A business: its calendar of periods and their lifecycle, in one order. Key: <see cref="EntityKey.ForBusiness"/>.
/// A lifecycle command changes the business and the period in one append: both or neither.
/// </summary>
[Alias("business")]
[Version(1)]
public interface IBusinessGrain : IGrainContract
{
    [Alias("create")]
    ValueTask<Outcome<BusinessView>> Create(CreateBusiness request);

    [Alias("get")]
    ValueTask<Outcome<BusinessView>> Get();

    [Alias("create-period")]
    ValueTask<Outcome<PeriodView>> CreatePeriod(CreatePeriod request);

    [Alias("close-period")]
    ValueTask<Outcome<PeriodView>> ClosePeriod(ClosePeriod request);

    /// <summary>What <see cref="ClosePeriod"/> would answer now; changes nothing. It takes no key: a dry run that is repeated looks again.</summary>
    [Alias("validate-close")]
    ValueTask<Outcome<CloseValidation>> ValidateClose(ClosePeriod request);

    [Alias("lock-period")]
    ValueTask<Outcome<PeriodView>> LockPeriod(LockPeriod request);

    [Alias("reopen-period")]
    ValueTask<Outcome<PeriodView>> ReopenPeriod(ReopenPeriod request);

    [Alias("bulk-lock-periods")]
    ValueTask<Outcome<BulkLockResult>> BulkLockPeriods(BulkLockPeriods request);

    [Alias("get-policy")]
    ValueTask<Outcome<ClosePolicy>> GetPolicy();

    /// <summary>Changes the business and every open period in one append: all are judged by the new policy from one moment on.</summary>
    [Alias("set-policy")]
    ValueTask<Outcome<ClosePolicy>> SetPolicy(SetPolicy request);

    [Alias("get-period")]
    ValueTask<Outcome<PeriodView>> GetPeriod(Guid periodId);

    [Alias("list-periods")]
    ValueTask<Outcome<PeriodPage>> ListPeriods(ListPeriods request);
}
