using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Periods.Grains.Access;
using Periods.Grains.Audit;
using Periods.Grains.Businesses;
using Periods.Grains.Closing;
using Periods.Grains.Posting;
using Periods.Grains.Scoring;
using Periods.Grains.Tests.Entities;

namespace Periods.Grains.Tests;

/// <summary>One silo's grains over a journal, and short words for what people do with them. Ann acts unless somebody else is named.</summary>
public sealed class Books : INotices, IClock
{
    public static readonly Guid Acme = Id(0xACE), Ann = Id(0xA), Bob = Id(0xB), January = Id(0x101), February = Id(0x102), March = Id(0x103);

    public const string TrialBalance = "trial_balance_review", Cash = "cash_review";

    private readonly EntityCore _core;
    private readonly BusinessModel _businesses = new();
    private readonly EntryModel _entries = new();
    private readonly UsersModel _users = new();
    private readonly AuditModel _audits = new();
    private readonly PeriodModel _periods;
    private int _ids;
    private long _uptime;

    public Books(
        TestJournal? journal = null, int residentMax = Limits.ResidentEntitiesMax, int keysMax = Limits.RememberedKeysResidentMax, long weightMax = Limits.ResidentWeightMax)
    {
        Journal = journal ?? new();
        Map = new(Journal, residentMax, keysMax, weightMax);
        _core = new(Journal, Map, this);
        _periods = new(this);
    }

    public TestJournal Journal { get; }

    public EntityMap Map { get; }

    public DateTimeOffset Now { get; set; } = At("2026-02-10T12:00:00Z");

    /// <summary>Not the machine's, which may stand still while a test waits for its turn: a millisecond passes whenever it is asked.</summary>
    TimeSpan IClock.Uptime => TimeSpan.FromMilliseconds(Interlocked.Increment(ref _uptime));

    public ConcurrentQueue<ScoreView> Told { get; } = [];

    public void Pass(TimeSpan time) => Interlocked.Add(ref _uptime, (long)time.TotalMilliseconds);

    void INotices.Publish(ScoreNotice notice) => Told.Enqueue(notice.Score);

    public static Guid Id(int n) => new($"00000000-0000-0000-0000-{n:x12}");

    public static DateOnly Day(string date) => DateOnly.ParseExact(date, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    public static DateTimeOffset At(string time) => DateTimeOffset.Parse(time, CultureInfo.InvariantCulture);

    public static CommandKey Key(string value, int body = 1) => new(value, (UInt128)body);

    public static Caller By(Guid? user = null, CommandKey? key = null) => new(Acme, user ?? Ann, key);

    public BusinessGrain Business(Guid? id = null) => new(_core, _businesses, _periods, EntityKey.ForBusiness(id ?? Acme));

    public PeriodGrain Period(Guid? id = null, Guid? business = null) => new(_core, _periods, EntityKey.ForPeriod(business ?? Acme, id ?? January));

    public PostingGrain Posting() => new(_core, Journal, _businesses, _periods, _entries, EntityKey.ForBusiness(Acme));

    public AuditGrain Audit(Guid? business = null) => new(
        _core, Journal, _businesses, _audits, new AuditEntries(_businesses, _users, _periods, _audits), EntityKey.ForRefusals(business ?? Acme));

    public UsersGrain Users() => new(_core, _users, EntityKey.ForUsers(Acme));

    /// <summary>The same journal after a restart: nothing resident.</summary>
    public Books Restarted() => new(Journal) { Now = Now };

    public ValueTask<Outcome<BusinessView>> CreateBusiness(string zone = "UTC", CommandKey? key = null) => Business().Create(new(By(key: key), "Acme", zone));

    public ValueTask<Outcome<PeriodView>> Create(Guid period, string start, string end, CommandKey? key = null) =>
        Business().CreatePeriod(new(By(key: key), period, Day(start), Day(end)));

    public ValueTask<Outcome<PeriodView>> Close(string end, bool ordered = false, CommandKey? key = null, Guid? newId = null) =>
        Business().ClosePeriod(new(By(key: key), newId ?? Id(0x900 + Interlocked.Increment(ref _ids)), Day(end), "month end", null, ordered));

    public ValueTask<Outcome<PeriodView>> Lock(Guid? period = null, CommandKey? key = null) => Business().LockPeriod(new(By(key: key), period ?? January, "audited"));

    public ValueTask<Outcome<PeriodView>> ForceClose(string end, string? reason = "month end", CommandKey? key = null) =>
        Business().ClosePeriod(new(By(key: key), Id(0x900 + Interlocked.Increment(ref _ids)), Day(end), reason, null, Ordered: false, Force: true));

    public ValueTask<Outcome<ClosePolicy>> SetPolicy(ClosePolicy policy, CommandKey? key = null) => Business().SetPolicy(new(By(key: key), policy));

    public ValueTask<Outcome<BulkLockResult>> BulkLock(CommandKey? key = null, params IReadOnlyList<Guid> periods) =>
        Business().BulkLockPeriods(new(By(key: key), periods, "migration"));

    public ValueTask<Outcome<PeriodView>> Reopen(Guid? period = null, CommandKey? key = null) => Business().ReopenPeriod(new(By(key: key), period ?? January, "late invoice"));

    public ValueTask<Outcome<SignOffView>> Sign(ReviewRole role = ReviewRole.Preparer, Guid? by = null, CommandKey? key = null, string? notes = null, Guid? period = null) =>
        Period(period).SignOff(new(By(by, key), Id(0x500 + Interlocked.Increment(ref _ids)), role, notes));

    public ValueTask<Outcome<Done>> Revoke(ReviewRole role = ReviewRole.Preparer, Guid? by = null, CommandKey? key = null, Guid? period = null) =>
        Period(period).RevokeSignOff(new(By(by, key), role));

    public ValueTask<Outcome<ChecklistAckView>> Acknowledge(string step = TrialBalance, CommandKey? key = null, string? notes = null, Guid? period = null, bool waived = false) =>
        Period(period).AcknowledgeStep(new(By(key: key), Id(0x700 + Interlocked.Increment(ref _ids)), step, notes, Waived: waived));

    public ValueTask<Outcome<Done>> Withdraw(string step = TrialBalance, CommandKey? key = null, Guid? period = null) =>
        Period(period).WithdrawAcknowledgement(new(By(key: key), step));

    /// <summary>Reports transactions; null takes the report back.</summary>
    public ValueTask<Outcome<ScoreView>> Report(long? transactions, long? unreviewed = 0, CommandKey? key = null, Guid? period = null) => Period(period).ReportInputs(
        new(By(key: key), new(true, transactions), new(true, transactions is null ? null : unreviewed), new(true, transactions is null ? null : 0), default, default));

    /// <summary>A hundred from one account to the other, under an id nobody has used unless one is given.</summary>
    public ValueTask<Outcome<EntryReceipt>> Post(string date, Guid? id = null, CommandKey? key = null, long debit = 100, long credit = 100, string? description = null) =>
        Posting().Post(new(By(key: key), id ?? Guid.NewGuid(), id is null, Rent(date, debit, credit, description ?? "rent")));

    public static EntryContent Rent(string date, long debit = 100, long credit = 100, string description = "rent") =>
        new(description, $"{date}T09:00:00Z", Day(date), [new("6100", debit, DebitCredit.Debit, null), new("1000", credit, DebitCredit.Credit, "bank")]);

    /// <summary>An event of January's as another release may write it: its chain is good.</summary>
    public async Task Foreign(string type, string json)
    {
        var january = EntityKey.ForPeriod(Acme, January);
        var (last, data) = (Journal.Of(january)[^1], Encoding.UTF8.GetBytes(json));
        var hash = EventChain.Hash(january, last.Version + 1, type, last.At, last.Actor, null, data, last.Hash);
        var foreign = new JournalEvent(last.Version + 1, type, data, last.At, last.Actor, null, hash);
        Assert.Equal(AppendResult.Appended, await Journal.Append([new(january, new(last.Version, last.Hash), [foreign], null)]));
    }

    /// <summary>January, open, of a business in the given zone.</summary>
    public static async Task<Books> WithJanuary(string zone = "UTC", TestJournal? journal = null)
    {
        var books = new Books(journal);
        await books.CreateBusiness(zone);
        await books.Create(January, "2026-01-01", "2026-01-31");
        return books;
    }

    internal ValueTask<Entity<PeriodState, PeriodEvent>> Resident(Guid? period = null) => Map.Get(EntityKey.ForPeriod(Acme, period ?? January), _periods);

    public async Task<ScoreView> Score(Guid? period = null) => (await Period(period).GetScore()).Value!;

    public async Task<SignOffView> TheSignOff() => Assert.Single((await Period().ListSignOffs()).Value!.Items);
}
