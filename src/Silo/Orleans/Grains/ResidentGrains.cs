using Periods.Grains.Access;
using Periods.Grains.Audit;
using Periods.Grains.Businesses;
using Periods.Grains.Closing;
using Periods.Grains.Entities;
using Periods.Grains.Journal;
using Periods.Grains.Posting;

namespace Periods.Silo.Orleans.Grains;

/// <summary>The grains of this silo over its resident entities: an activation is one of these and has no state of its own (ADR 1).</summary>
internal sealed class ResidentGrains(IJournal journal, IClock clock, PeriodModel periods)
{
    private readonly EntityCore _core = new(journal, new EntityMap(journal), clock);
    private readonly BusinessModel _businesses = new();
    private readonly EntryModel _entries = new();
    private readonly UsersModel _users = new();
    private readonly AuditModel _audits = new();

    public BusinessGrain Business(EntityKey key) => new(_core, _businesses, periods, key);

    public PostingGrain Posting(EntityKey key) => new(_core, journal, _businesses, periods, _entries, key);

    public UsersGrain Users(EntityKey key) => new(_core, _users, key);

    public AuditGrain Audit(EntityKey key) => new(_core, journal, _businesses, _audits, new(_businesses, _users, periods, _audits), key);

    public PeriodGrain Period(EntityKey key) => new(_core, periods, key);
}
