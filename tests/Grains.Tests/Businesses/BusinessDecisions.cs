using static Periods.Grains.Tests.DecisionTable;

namespace Periods.Grains.Tests.Businesses;

/// <summary>The calendar and the lifecycle of January: what each command comes to in each state. Today is 10 February 2026.</summary>
public sealed class BusinessDecisions
{
    private static readonly DecisionTable Table = new("""
        command                   | none             | empty                        | open                         | closed                       | locked                       | reopened
        create the business       | business-created | BusinessExists               | BusinessExists               | BusinessExists               | BusinessExists               | BusinessExists
        create January            | BusinessNotFound | period-created               | PeriodOverlaps               | PeriodOverlaps               | PeriodOverlaps               | PeriodOverlaps
        create February           | BusinessNotFound | period-created               | period-created               | period-created               | period-created               | period-created
        create backwards          | BusinessNotFound | PeriodEndBeforeStart         | PeriodEndBeforeStart         | PeriodEndBeforeStart         | PeriodEndBeforeStart         | PeriodEndBeforeStart
        close January             | BusinessNotFound | period-created+period-closed | period-closed                | PeriodAlreadyClosed          | PeriodLocked                 | period-closed
        close January in order    | BusinessNotFound | period-created+period-closed | period-closed                | PeriodAlreadyClosed          | PeriodLocked                 | period-closed
        close to 9 Feb            | BusinessNotFound | period-created+period-closed | period-created+period-closed | period-created+period-closed | period-created+period-closed | period-created+period-closed
        close to 9 Feb in order   | BusinessNotFound | period-created+period-closed | EarlierPeriodOpen            | period-created+period-closed | period-created+period-closed | EarlierPeriodOpen
        close to mid-January      | BusinessNotFound | period-created+period-closed | EndNotAfterLastPeriod        | EndNotAfterLastPeriod        | EndNotAfterLastPeriod        | EndNotAfterLastPeriod
        close in the future       | BusinessNotFound | period-created+period-closed | period-created+period-closed | period-created+period-closed | period-created+period-closed | period-created+period-closed
        close the future in order | BusinessNotFound | EndDateInFuture              | EndDateInFuture              | EndDateInFuture              | EndDateInFuture              | EndDateInFuture
        read a dry run            | BusinessNotFound | answer                       | answer                       | answer                       | answer                       | answer
        lock                      | BusinessNotFound | PeriodNotFound               | PeriodNotClosed              | period-locked                | PeriodAlreadyLocked          | PeriodNotClosed
        lock with others          | BusinessNotFound | nothing                      | period-closed+period-locked  | period-locked                | nothing                      | period-closed+period-locked
        reopen                    | BusinessNotFound | PeriodNotFound               | PeriodAlreadyOpen            | period-reopened              | period-reopened              | PeriodAlreadyOpen
        set another policy        | BusinessNotFound | policy-changed               | policy-changed               | policy-changed               | policy-changed               | policy-changed
        set the default policy    | BusinessNotFound | nothing                      | nothing                      | nothing                      | nothing                      | nothing
        read the policy           | BusinessNotFound | answer                       | answer                       | answer                       | answer                       | answer
        read the business         | BusinessNotFound | answer                       | answer                       | answer                       | answer                       | answer
        read January              | PeriodNotFound   | PeriodNotFound               | answer                       | answer                       | answer                       | answer
        read the calendar         | answer           | answer                       | answer                       | answer                       | answer                       | answer
        """);

    private static readonly Dictionary<string, Func<Books, Task>> States = new()
    {
        ["none"] = _ => Task.CompletedTask,
        ["empty"] = async books => await books.CreateBusiness(),
        ["open"] = Open,
        ["closed"] = async books => { await Open(books); await books.Close("2026-01-31"); },
        ["locked"] = async books => { await Open(books); await books.Close("2026-01-31"); await books.Lock(); },
        ["reopened"] = async books => { await Open(books); await books.Close("2026-01-31"); await books.Lock(); await books.Reopen(); },
    };

    private static readonly Dictionary<string, Func<Books, Task<(bool, Refusal?)>>> Commands = new()
    {
        ["create the business"] = books => Of(books.CreateBusiness()),
        ["create January"] = books => Of(books.Create(Books.March, "2026-01-01", "2026-01-31")),
        ["create February"] = books => Of(books.Create(Books.February, "2026-02-01", "2026-02-28")),
        ["create backwards"] = books => Of(books.Create(Books.February, "2026-02-28", "2026-02-01")),
        ["close January"] = books => Of(books.Close("2026-01-31")),
        ["close January in order"] = books => Of(books.Close("2026-01-31", ordered: true)),
        ["close to 9 Feb"] = books => Of(books.Close("2026-02-09")),
        ["close to 9 Feb in order"] = books => Of(books.Close("2026-02-09", ordered: true)),
        ["close to mid-January"] = books => Of(books.Close("2026-01-15")),
        ["close in the future"] = books => Of(books.Close("2026-02-28")),
        ["close the future in order"] = books => Of(books.Close("2026-02-28", ordered: true)),
        ["read a dry run"] = books => Of(books.Business().ValidateClose(new(Books.By(), Books.March, Books.Day("2026-01-31"), null, null, true))),
        ["lock"] = books => Of(books.Lock()),
        ["lock with others"] = books => Of(books.BulkLock(null, Books.January, Books.March)),
        ["reopen"] = books => Of(books.Reopen()),
        ["set another policy"] = books => Of(books.SetPolicy(ClosePolicy.Default with { MinScore = 80 })),
        ["set the default policy"] = books => Of(books.SetPolicy(ClosePolicy.Default)),
        ["read the policy"] = books => Of(books.Business().GetPolicy()),
        ["read the business"] = books => Of(books.Business().Get()),
        ["read January"] = books => Of(books.Business().GetPeriod(Books.January)),
        ["read the calendar"] = books => Of(books.Business().ListPeriods(new(null, PeriodSort.PeriodEnd, false, 50, null, false))),
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
    }
}
