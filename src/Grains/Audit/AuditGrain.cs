using Periods.Grains.Businesses;
using Periods.Grains.Journal;

namespace Periods.Grains.Audit;

/// <inheritdoc cref="IAuditGrain"/>
public sealed class AuditGrain(EntityCore core, IJournal journal, BusinessModel businesses, AuditModel audits, AuditEntries entries, EntityKey key) : IAuditGrain
{
    public async ValueTask<Outcome<AuditPage>> List(ListAudit request)
    {
        try
        {
            return await new AuditLog(journal, entries).Read(key.Business, request) ?? (Outcome<AuditPage>)RefusalCode.BusinessNotFound;
        }
        catch (JournalUnavailableException)
        {
            return RefusalCode.StorageUnavailable;
        }
    }

    public async ValueTask<Outcome<ChainReport>> VerifyPeriod(Guid periodId, CancellationToken left)
    {
        // The calendar says whether there is such a period: the period itself cannot be loaded where its chain is broken.
        var found = await core.Query(EntityKey.ForBusiness(key.Business), businesses, business =>
            !business.Exists ? RefusalCode.BusinessNotFound : business.Find(periodId) ?? (Outcome<PeriodView>)RefusalCode.PeriodNotFound);
        if (found.Refusal is { } refusal) return refusal;
        try
        {
            return await Walk(periodId, left);
        }
        catch (JournalUnavailableException)
        {
            return RefusalCode.StorageUnavailable;
        }
    }

    public ValueTask<Outcome<Done>> RecordRefusal(RecordRefusal request) => core.Execute(
        key, audits, request.Caller, request, static (_, request, _) => new CommandRefused(request.Action, request.Code, request.PeriodId),
        static (_, _) => Done.Instance, AuditJson.Default.OutcomeDone);

    public ValueTask<Outcome<Done>> RecordLeftOut(RecordLeftOut request) => core.Execute(
        key, audits, request.Caller, request, static (_, request, _) => new RefusalsLeftOut(request.Count), static (_, _) => Done.Instance, AuditJson.Default.OutcomeDone);

    private async Task<Outcome<ChainReport>> Walk(Guid periodId, CancellationToken left)
    {
        var period = EntityKey.ForPeriod(key.Business, periodId);
        var chain = new ChainWalk(period);
        await foreach (var row in journal.ReadRows(period, left))
            if (chain.Take(row) is { } fault) return Report(fault);
        return Report(chain.Head.Version == 0 ? new ChainFault(1, IsMissing: true, "is missing, and so is all after it") : null);

        ChainReport Report(ChainFault? fault) => new(periodId, chain.Head.Version, chain.Head.Hash, fault?.Version, fault?.Wrong, core.Now);
    }
}
