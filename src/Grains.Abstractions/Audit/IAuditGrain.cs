using Periods.Closing;

namespace Periods.Audit;

/// <summary>What happened in a business and what was refused, read from the journal. Key: <see cref="EntityKey.ForRefusals"/>.</summary>
[Alias("audit")]
[Version(1)]
public interface IAuditGrain : IGrainContract
{
    [Alias("list")]
    ValueTask<Outcome<AuditPage>> List(ListAudit request);

    /// <summary>Walks the hash chain of a period as it is kept, whatever of it is in memory.</summary>
    /// <param name="left">Whoever asked waits no longer: it ends. Nothing else bounds how long it takes.</param>
    [Alias("verify-period")]
    ValueTask<Outcome<ChainReport>> VerifyPeriod(Guid periodId, CancellationToken left);

    [Alias("record-refusal")]
    ValueTask<Outcome<Done>> RecordRefusal(RecordRefusal request);

    [Alias("record-left-out")]
    ValueTask<Outcome<Done>> RecordLeftOut(RecordLeftOut request);
}
