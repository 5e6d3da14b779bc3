using static Periods.Grains.Tests.DecisionTable;

namespace Periods.Grains.Tests.Posting;

/// <summary>An entry of 15 January was posted under an id, and then the month got into the state. "empty" is a business without periods.</summary>
public sealed class PostingDecisions
{
    private static readonly Guid Known = Books.Id(0xE1);

    private static readonly DecisionTable Table = new("""
        command                          | none             | empty                | open                 | closed               | locked               | reopened
        post on the first day            | BusinessNotFound | journal-entry-posted | journal-entry-posted | PeriodClosed         | PeriodLocked         | journal-entry-posted
        post on the last day             | BusinessNotFound | journal-entry-posted | journal-entry-posted | PeriodClosed         | PeriodLocked         | journal-entry-posted
        post on the day before           | BusinessNotFound | journal-entry-posted | journal-entry-posted | journal-entry-posted | journal-entry-posted | journal-entry-posted
        post on the day after            | BusinessNotFound | journal-entry-posted | journal-entry-posted | journal-entry-posted | journal-entry-posted | journal-entry-posted
        post what does not balance       | BusinessNotFound | EntryNotBalanced     | EntryNotBalanced     | EntryNotBalanced     | EntryNotBalanced     | EntryNotBalanced
        post more credit than debit      | BusinessNotFound | EntryNotBalanced     | EntryNotBalanced     | EntryNotBalanced     | EntryNotBalanced     | EntryNotBalanced
        post the same again              | BusinessNotFound | nothing              | nothing              | nothing              | nothing              | nothing
        post another entry under the id  | BusinessNotFound | JournalEntryExists   | JournalEntryExists   | JournalEntryExists   | JournalEntryExists   | JournalEntryExists
        post an unbalanced under the id  | BusinessNotFound | EntryNotBalanced     | EntryNotBalanced     | EntryNotBalanced     | EntryNotBalanced     | EntryNotBalanced
        read whether a date is open      | BusinessNotFound | answer               | answer               | answer               | answer               | answer
        read the entries                 | answer           | answer               | answer               | answer               | answer               | answer
        """);

    private static readonly Dictionary<string, Func<Books, Task>> States = new()
    {
        ["none"] = _ => Task.CompletedTask,
        ["empty"] = async books => { await books.CreateBusiness(); await books.Post("2026-01-15", Known); },
        ["open"] = Open,
        ["closed"] = async books => { await Open(books); await books.Close("2026-01-31"); },
        ["locked"] = async books => { await Open(books); await books.Close("2026-01-31"); await books.Lock(); },
        ["reopened"] = async books => { await Open(books); await books.Close("2026-01-31"); await books.Lock(); await books.Reopen(); },
    };

    private static readonly Dictionary<string, Func<Books, Task<(bool, Refusal?)>>> Commands = new()
    {
        ["post on the first day"] = books => Of(books.Post("2026-01-01")),
        ["post on the last day"] = books => Of(books.Post("2026-01-31", Books.Id(0xE2))),
        ["post on the day before"] = books => Of(books.Post("2025-12-31")),
        ["post on the day after"] = books => Of(books.Post("2026-02-01")),
        ["post what does not balance"] = books => Of(books.Post("2026-01-31", debit: 101)),
        ["post more credit than debit"] = books => Of(books.Post("2026-01-31", credit: 101)),
        ["post the same again"] = books => Of(books.Post("2026-01-15", Known)),
        ["post another entry under the id"] = books => Of(books.Post("2026-01-15", Known, description: "other")),
        ["post an unbalanced under the id"] = books => Of(books.Post("2026-01-15", Known, credit: 99)),
        ["read whether a date is open"] = books => Of(books.Posting().Check(new([Books.Day("2026-01-15")]))),
        ["read the entries"] = books => Of(books.Posting().List(new(null, null, 50, null, false, true))),
    };

    public static TheoryData<string, string, string> Cells => Table.Cells();

    [Theory]
    [MemberData(nameof(Cells))]
    public async Task In_a_state_a_command_has_one_outcome(string state, string command, string outcome)
    {
        var books = new Books();
        await States[state](books);

        Assert.Equal(outcome, await Outcome(books.Journal, () => Commands[command](books), command.StartsWith("read", StringComparison.Ordinal)));
    }

    [Fact]
    public void Every_state_meets_every_command() => Table.MustBeComplete(States.Keys, Commands.Keys);

    private static async Task Open(Books books)
    {
        await books.CreateBusiness();
        await books.Create(Books.January, "2026-01-01", "2026-01-31");
        await books.Post("2026-01-15", Known);
    }
}
