using Periods.Closing;

namespace Periods.Audit;

/// <summary>What happened in a business and what was refused, read from the journal. Key: <see cref="EntityKey.ForRefusals"/>.</summary>
public interface IAuditGrain
{
    ValueTask<Outcome<AuditPage>> List(ListAudit request);

    /// <summary>Walks the hash chain of a period as it is kept, whatever of it is in memory.</summary>
    ValueTask<Outcome<ChainReport>> VerifyPeriod(Guid periodId);

    ValueTask<Outcome<Done>> RecordRefusal(RecordRefusal request);

    ValueTask<Outcome<Done>> RecordLeftOut(RecordLeftOut request);
}
