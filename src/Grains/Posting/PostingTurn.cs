using Periods.Grains.Businesses;
using Periods.Grains.Closing;
using Periods.Grains.Journal;

namespace Periods.Grains.Posting;

/// <summary>
/// An entry on its way: decided on the calendar, recorded by the business, by the entry's id and by the period of its date, in one append with all heads
/// checked. So a close that was acknowledged has moved the head that a later entry must name, and an id is used once.
/// </summary>
internal sealed class PostingTurn(EntityKey key, BusinessModel businesses, PeriodModel periods, EntryModel entries, PostEntry command)
    : Turn<EntryReceipt>(command.Caller, PostingJson.Default.OutcomeEntryReceipt)
{
    private readonly EntityKey _id = EntityKey.ForEntry(key.Business, command.EntryId);
    // Before any gate is taken: all entries of a business pass through its gate.
    private readonly string _hash = EntryHash.Of(command.Content);
    private EntityMap? _entities;
    private Entity<BusinessState, BusinessEvent>? _business;
    private Entity<EntryState, EntryEvent>? _entry;
    private Entity<PeriodState, PeriodEvent>? _period;
    private Entity[] _others = [];
    private Draft<BusinessState, BusinessEvent>? _calendar;
    private Draft<EntryState, EntryEvent>? _use;
    private Draft<PeriodState, PeriodEvent>? _content;

    public override string Kind => CommandKind<PostEntry>.Name;

    public override EntityKey Key => key;

    public override Entity Primary => _business!;

    public override Entity[] Others => _others;

    public override bool Changes => _calendar!.Changes;

    public override async ValueTask Open(EntityMap entities)
    {
        _entities = entities;
        _business = await entities.Get(key, businesses);
        Guid? periodId;
        lock (_business.Gate) periodId = PeriodOf(_business.State);
        _period = periodId is { } id ? await entities.Get(EntityKey.ForPeriod(key.Business, id), periods) : null;
        // A new id has no history to read; were it used all the same, the journal would refuse the append.
        _entry = command.IsNewId ? new(_id, entries) : await entities.Get(_id, entries);
        await _entry.Tail;
        _others = _period is null ? [_entry] : [_entry, _period];
    }

    public override bool Decide(Stamp stamp)
    {
        _calendar = new(_business!);
        _use = new(_entry!);
        _content = _period is null ? null : new(_period);
        if (PeriodOf(_calendar.State) != _period?.Key.Period || IsUnsettled(_entry!)) return false;

        var decision = PostingRules.Post(_calendar.State, _use.State, command, _hash);
        if (decision.Refusal is { } refusal)
        {
            Outcome = refusal;
            return true;
        }
        if (decision.Events is [var posted])
        {
            var commandId = Caller.Key?.Value;
            _calendar.Accept([posted], stamp, commandId);
            _use.Accept([new Posted(_hash, posted.PeriodId)], stamp, commandId);
            _content?.Accept([new EntryPosted(posted.EntryId, _hash)], stamp, commandId);
        }
        Outcome = _use.State.Receipt;
        return true;
    }

    public override IReadOnlyList<EntityAppend> Parts(Answer? answer)
    {
        var business = _calendar!.Part(answer);
        if (!Changes) return [business];
        return _content is null ? [business, _use!.Part(null)] : [business, _use!.Part(null), _content.Part(null)];
    }

    public override void Adopt(Task<AppendResult> tail)
    {
        _calendar!.Adopt(tail);
        if (!Changes) return;
        _use!.Adopt(tail);
        _content?.Adopt(tail);
    }

    public override void OnDurable(IJournal journal)
    {
        _calendar!.OnDurable(journal);
        _content?.OnDurable(journal);
    }

    /// <summary>
    /// Whether nobody knows yet what became of the id's use. A retry that was told it is taken would be told for ever, since its answer is kept on the
    /// business's head, which does not move when the use fails.
    /// </summary>
    private bool IsUnsettled(Entity entry)
    {
        if (entry.Tail is { IsCompletedSuccessfully: true, Result: AppendResult.Appended }) return false;
        // It failed, and who tried has not let go of it yet.
        if (entry.Tail.IsCompleted) _entities!.Drop(entry);
        return true;
    }

    private Guid? PeriodOf(BusinessState business) => PostingCalendar.PeriodOn(business, command.Content.PostingDate)?.Id;
}
