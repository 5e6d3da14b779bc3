namespace Periods.Posting;

/// <summary>
/// The posting gate of a business. Key: <see cref="EntityKey.ForBusiness"/>, since the calendar decides: entries and closes are in one order.
/// </summary>
public interface IPostingGrain
{
    /// <summary>The business, the entry and the period of its date record it in one append: all or none.</summary>
    ValueTask<Outcome<EntryReceipt>> Post(PostEntry request);

    ValueTask<Outcome<PostingChecks>> Check(CheckPosting request);

    ValueTask<Outcome<EntryPage>> List(ListEntries request);
}
