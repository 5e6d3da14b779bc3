using Periods.Grains.Closing;

namespace Periods.Grains.Businesses;

/// <inheritdoc cref="IBusinessGrain"/>
public sealed class BusinessGrain(EntityCore core, BusinessModel model, PeriodModel periods, EntityKey key) : IBusinessGrain
{
    public ValueTask<Outcome<BusinessView>> Create(CreateBusiness request) => core.Execute(
        key, model, request.Caller, request, BusinessRules.Create, static (business, _) => View(business), BusinessJson.Default.OutcomeBusinessView);

    public ValueTask<Outcome<PeriodView>> CreatePeriod(CreatePeriod request) =>
        Turn(request, request.Caller, static (_, request) => request.PeriodId, BusinessRules.CreatePeriod);

    public ValueTask<Outcome<PeriodView>> ClosePeriod(ClosePeriod request) =>
        Turn(request, request.Caller, static (business, request) => business.EndingOn(request.End)?.Id ?? request.NewPeriodId, BusinessRules.ClosePeriod);

    public ValueTask<Outcome<PeriodView>> LockPeriod(LockPeriod request) =>
        Turn(request, request.Caller, static (_, request) => request.PeriodId, BusinessRules.LockPeriod);

    public ValueTask<Outcome<PeriodView>> ReopenPeriod(ReopenPeriod request) =>
        Turn(request, request.Caller, static (_, request) => request.PeriodId, BusinessRules.ReopenPeriod);

    public ValueTask<Outcome<BusinessView>> Get() =>
        core.Query(key, model, static business => business.Exists ? View(business) : (Outcome<BusinessView>)RefusalCode.BusinessNotFound);

    public ValueTask<Outcome<PeriodView>> GetPeriod(Guid periodId) =>
        core.Query(key, model, business => business.Find(periodId) ?? (Outcome<PeriodView>)RefusalCode.PeriodNotFound);

    public ValueTask<Outcome<PeriodPage>> ListPeriods(ListPeriods request) =>
        core.Query(key, model, business => (Outcome<PeriodPage>)CalendarPages.Page(business, request));

    private ValueTask<Outcome<PeriodView>> Turn<TCommand>(
        TCommand request, Caller caller, Func<BusinessState, TCommand, Guid> target, Func<BusinessState, TCommand, Stamp, Decision<BusinessEvent>> decide) =>
        core.Execute(new CalendarTurn<TCommand>(key, model, periods, caller, request, target, decide, BusinessJson.Default.OutcomePeriodView));

    private static BusinessView View(BusinessState business) => new(business.Id, business.Name, business.TimeZone, business.CreatedAt!.Value);
}
