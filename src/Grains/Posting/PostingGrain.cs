using Periods.Grains.Businesses;
using Periods.Grains.Closing;
using Periods.Grains.Journal;

namespace Periods.Grains.Posting;

/// <inheritdoc cref="IPostingGrain"/>
public sealed class PostingGrain(EntityCore core, IJournal journal, BusinessModel businesses, PeriodModel periods, EntryModel entries, EntityKey key) : IPostingGrain
{
    public ValueTask<Outcome<EntryReceipt>> Post(PostEntry request) => core.Execute(new PostingTurn(key, businesses, periods, entries, request));

    public ValueTask<Outcome<PostingChecks>> Check(CheckPosting request) => core.Query(key, businesses, business => business.Exists
        ? new PostingChecks([.. request.Dates.Select(date => new PostingCheck(date, PostingCalendar.BlockOn(business, date)))])
        : (Outcome<PostingChecks>)RefusalCode.BusinessNotFound);

    /// <summary>Read from the journal, which has every entry that was answered: they are too many for anybody's memory.</summary>
    public async ValueTask<Outcome<EntryPage>> List(ListEntries request)
    {
        try
        {
            var query = new DatedQuery(
                request.From ?? DateOnly.MinValue, request.To ?? DateOnly.MaxValue, request.Limit,
                request.After is { } after ? new(after.PostingDate, after.Number) : null, request.Backwards, request.Counted);
            var page = await journal.ReadDated(key, query);
            var items = page.Events.Select(View);
            // An entry is never taken away, so where the page continues from there is one, if its date is among those asked for.
            var continues = query.After is { } place && place.Date >= query.From && place.Date <= query.To;
            return request.Backwards
                ? new EntryPage([.. items.Reverse()], page.Total, HasBefore: page.HasMore, HasAfter: continues)
                : new EntryPage([.. items], page.Total, HasBefore: continues, HasAfter: page.HasMore);
        }
        catch (JournalUnavailableException)
        {
            return RefusalCode.StorageUnavailable;
        }
    }

    private EntryView View(JournalEvent recorded)
    {
        var posted = (JournalEntryPosted)businesses.Decode(recorded.Type, recorded.Data);
        return new(recorded.Version, posted.Entry, new EntryReceipt(posted.EntryId, posted.PeriodId, recorded.Actor, recorded.At));
    }
}
