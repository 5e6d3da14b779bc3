using Periods.Grains.Access;
using Periods.Grains.Audit;
using Periods.Grains.Businesses;
using Periods.Grains.Closing;
using Periods.Grains.Entities;
using Periods.Grains.Journal;
using Periods.Grains.Posting;

namespace Periods.Silo;

/// <summary>The grains of this silo over its resident entities, whatever hosts them: each is a key beside these and has no state of its own (ADR 1).</summary>
internal sealed class ResidentGrains
{
    private readonly IJournal _journal;
    private readonly PeriodModel _periods;
    private readonly EntityMap _entities;
    private readonly EntityCore _core;
    private readonly BusinessModel _businesses = new();
    private readonly EntryModel _entries = new();
    private readonly UsersModel _users = new();
    private readonly AuditModel _audits = new();
    private readonly AuditEntries _auditEntries;

    public ResidentGrains(IJournal journal, IClock clock, PeriodModel periods)
    {
        (_journal, _periods) = (journal, periods);
        _entities = new EntityMap(journal);
        _core = new EntityCore(journal, _entities, clock);
        _auditEntries = new AuditEntries(_businesses, _users, periods, _audits);
    }

    public int Entities => _entities.Count;

    public bool Has(EntityKey key) => _entities.Has(key);

    public BusinessGrain Business(EntityKey key) => new(_core, _businesses, _periods, key);

    public PostingGrain Posting(EntityKey key) => new(_core, _journal, _businesses, _periods, _entries, key);

    public UsersGrain Users(EntityKey key) => new(_core, _users, key);

    public AuditGrain Audit(EntityKey key) => new(_core, _journal, _businesses, _audits, _auditEntries, key);

    public PeriodGrain Period(EntityKey key) => new(_core, _periods, key);
}
