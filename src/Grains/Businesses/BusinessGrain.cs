using Periods.Grains.Closing;
using Periods.Grains.Journal;

namespace Periods.Grains.Businesses;

/// <inheritdoc cref="IBusinessGrain"/>
public sealed class BusinessGrain(EntityCore core, BusinessModel model, PeriodModel periods, EntityKey key) : IBusinessGrain
{
    public ValueTask<Outcome<BusinessView>> Create(CreateBusiness request) => core.Execute(
        key, model, request.Caller, request, BusinessRules.Create, static (business, _) => View(business), BusinessJson.Default.OutcomeBusinessView);

    public ValueTask<Outcome<PeriodView>> CreatePeriod(CreatePeriod request) =>
        Turn(request, request.Caller, static request => request.PeriodId, BusinessRules.CreatePeriod);

    public ValueTask<Outcome<PeriodView>> ClosePeriod(ClosePeriod request) => core.Execute(new CalendarTurn<ClosePeriod, PeriodView>(
        key, model, periods, request.Caller, request,
        static (business, request) => [ToClose(business, request)],
        static (business, content, request, stamp) => new(
            BusinessRules.ClosePeriod(business, content(ToClose(business, request)), request, stamp), (after, head) => Tagged(after.EndingOn(request.End)!, head)),
        BusinessJson.Default.OutcomePeriodView));

    public ValueTask<Outcome<CloseValidation>> ValidateClose(ClosePeriod request) => core.Execute(new CalendarTurn<ClosePeriod, CloseValidation>(
        key, model, periods, request.Caller with { Key = null }, request,
        static (business, request) => [ToClose(business, request)],
        static (business, content, request, stamp) => BusinessRules.ValidateClose(business, content(ToClose(business, request)), request, stamp),
        BusinessJson.Default.OutcomeCloseValidation, "validate-close"));

    public ValueTask<Outcome<PeriodView>> LockPeriod(LockPeriod request) =>
        Turn(request, request.Caller, static request => request.PeriodId, BusinessRules.LockPeriod);

    public ValueTask<Outcome<PeriodView>> ReopenPeriod(ReopenPeriod request) =>
        Turn(request, request.Caller, static request => request.PeriodId, BusinessRules.ReopenPeriod);

    public ValueTask<Outcome<BulkLockResult>> BulkLockPeriods(BulkLockPeriods request) => core.Execute(new CalendarTurn<BulkLockPeriods, BulkLockResult>(
        key, model, periods, request.Caller, request,
        static (business, request) => request.PeriodIds.Where(id => business.Find(id) is not null).Distinct(),
        BulkLockRules.Decide, BusinessJson.Default.OutcomeBulkLockResult));

    public ValueTask<Outcome<ClosePolicy>> SetPolicy(SetPolicy request) => core.Execute(new CalendarTurn<SetPolicy, ClosePolicy>(
        key, model, periods, request.Caller, request,
        static (business, _) => business.Calendar.Where(period => period.Status == PeriodStatus.Open).Select(period => period.Id),
        static (business, _, request, stamp) => new(BusinessRules.SetPolicy(business, request, stamp), static (after, _) => after.PolicyInForce),
        BusinessJson.Default.OutcomeClosePolicy));

    public ValueTask<Outcome<ClosePolicy>> GetPolicy() =>
        core.Query(key, model, static business => business.Exists ? business.PolicyInForce : (Outcome<ClosePolicy>)RefusalCode.BusinessNotFound);

    public ValueTask<Outcome<BusinessView>> Get() =>
        core.Query(key, model, static business => business.Exists ? View(business) : (Outcome<BusinessView>)RefusalCode.BusinessNotFound);

    public ValueTask<Outcome<PeriodView>> GetPeriod(Guid periodId) => core.Query(
        key, model, async entities => await entities.Get(EntityKey.ForPeriod(key.Business, periodId), periods),
        (business, head) => business.Find(periodId) is { } period ? period with { Tag = head.Tag } : (Outcome<PeriodView>)RefusalCode.PeriodNotFound);

    public ValueTask<Outcome<PeriodPage>> ListPeriods(ListPeriods request) =>
        core.Query(key, model, business => (Outcome<PeriodPage>)CalendarPages.Page(business, request));

    /// <summary>A command on one period, named by its id.</summary>
    private ValueTask<Outcome<PeriodView>> Turn<TCommand>(
        TCommand request, Caller caller, Func<TCommand, Guid> target, Func<BusinessState, TCommand, Stamp, Decision<BusinessEvent>> decide) =>
        core.Execute(new CalendarTurn<TCommand, PeriodView>(
            key, model, periods, caller, request,
            (_, request) => [target(request)],
            (business, _, request, stamp) => new(decide(business, request, stamp), (after, head) => Tagged(after.Find(target(request))!, head)),
            BusinessJson.Default.OutcomePeriodView));

    private static Guid ToClose(BusinessState business, ClosePeriod request) => business.EndingOn(request.End)?.Id ?? request.NewPeriodId;

    private static PeriodView Tagged(PeriodView period, Func<Guid, EntityHead> head) => period with { Tag = head(period.Id).Tag };

    private static BusinessView View(BusinessState business) => new(business.Id, business.Name, business.TimeZone, business.CreatedAt!.Value);
}
