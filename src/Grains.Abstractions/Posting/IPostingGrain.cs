namespace Periods.Posting;

/// <summary>
/// The posting gate of a business. Key: <see cref="EntityKey.ForBusiness"/>, since the calendar decides: entries and closes are in one order.
/// </summary>
[Alias("posting")]
[Version(1)]
public interface IPostingGrain : IGrainContract
{
    /// <summary>The business, the entry and the period of its date record it in one append: all or none.</summary>
    [Alias("post")]
    ValueTask<Outcome<EntryReceipt>> Post(PostEntry request);

    [Alias("check")]
    ValueTask<Outcome<PostingChecks>> Check(CheckPosting request);

    [Alias("list")]
    ValueTask<Outcome<EntryPage>> List(ListEntries request);
}
