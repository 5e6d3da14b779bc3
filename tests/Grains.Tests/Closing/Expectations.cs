using Periods.Grains.Tests.Entities;

namespace Periods.Grains.Tests.Closing;

/// <summary>A command that names what its period must be like is taken when it is so, and otherwise leaves nothing.</summary>
public sealed class Expectations
{
    private const int Interleavings = 200;

    /// <summary>January is open, Ann has signed and acknowledged; or closed, where the command wants it so.</summary>
    private static readonly Dictionary<string, (bool Closed, Func<Books, Expectation?, Task<Refusal?>> Send)> Commands = new()
    {
        ["sign off"] = (false, async (books, expected) => (await books.Period().SignOff(new(Books.By(Books.Bob), Books.Id(0x77), ReviewRole.Reviewer, null, expected))).Refusal),
        ["revoke"] = (false, async (books, expected) => (await books.Period().RevokeSignOff(new(Books.By(), ReviewRole.Preparer, expected))).Refusal),
        ["acknowledge"] = (false, async (books, expected) => (await books.Period().AcknowledgeStep(new(Books.By(), Books.Id(0x78), Books.Cash, null, expected))).Refusal),
        ["withdraw"] = (false, async (books, expected) => (await books.Period().WithdrawAcknowledgement(new(Books.By(), Books.TrialBalance, expected))).Refusal),
        ["report"] = (false, async (books, expected) => (await Report(books, 12, expected)).Refusal),
        ["close"] = (false, async (books, expected) => (await Close(books, "2026-01-31", expected)).Refusal),
        ["lock"] = (true, async (books, expected) => (await books.Business().LockPeriod(new(Books.By(), Books.January, null, expected))).Refusal),
        ["reopen"] = (true, async (books, expected) => (await books.Business().ReopenPeriod(new(Books.By(), Books.January, "late", expected))).Refusal),
    };

    public static TheoryData<string> Names => [.. Commands.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Every_command_on_a_period_is_judged_by_what_it_expects(string name)
    {
        var (closed, send) = Commands[name];
        var books = await Worked(closed);
        var seen = await Tag(books);

        foreach (var other in new Expectation[] { new(["1-0000000000000000"]), new([]) })
        {
            var commits = books.Journal.Commits.Count;
            Assert.Equal(RefusalCode.PeriodChanged, (await send(books, other))!.Code);
            Assert.Equal(commits, books.Journal.Commits.Count);
        }
        Assert.Null(await send(books, new(["1-0000000000000000", seen])));
        Assert.NotEqual(seen, await Tag(books));

        books = await Worked(closed);
        Assert.Null(await send(books, new(Tags: null)));
    }

    [Fact]
    public async Task The_tag_is_the_same_of_period_and_score_on_every_silo_and_after_a_restart()
    {
        var books = await Worked(closed: false);
        var tag = await Tag(books);

        Assert.Equal(tag, (await books.Score()).Tag);
        Assert.Equal(tag, await Tag(books.Restarted()));
    }

    [Fact]
    public async Task The_tag_changes_with_everything_that_happens_to_the_period_or_in_it_and_with_nothing_else()
    {
        var books = await Books.WithJanuary();
        await books.Create(Books.February, "2026-02-01", "2026-02-28");
        var tags = new List<string> { await Tag(books) };

        await books.Sign();
        tags.Add(await Tag(books));
        await books.Sign();
        tags.Add(await Tag(books));
        await books.Report(10);
        tags.Add(await Tag(books));
        await books.Post("2026-01-15");
        tags.Add(await Tag(books));
        await books.SetPolicy(ClosePolicy.Default with { StrictScore = true });
        tags.Add(await Tag(books));
        await books.Close("2026-01-31");
        tags.Add(await Tag(books));
        Assert.Equal(tags.Count, tags.Distinct().Count());

        await books.Report(10, period: Books.February);
        await books.Post("2026-02-15");
        await books.Close("2026-02-28");
        await books.Lock(Books.January, Books.Key("k"));
        var locked = await Tag(books);
        await books.Lock(Books.January, Books.Key("k"));
        await books.Lock();
        Assert.Equal(locked, await Tag(books));
    }

    [Fact]
    public async Task What_a_lifecycle_command_answers_has_the_tag_that_the_next_one_may_expect()
    {
        var books = await Books.WithJanuary();

        var closed = (await Close(books, "2026-01-31", null)).Value!;
        var locked = (await books.Business().LockPeriod(new(Books.By(), Books.January, null, new([closed.Tag!])))).Value!;
        var reopened = (await books.Business().ReopenPeriod(new(Books.By(), Books.January, "late", new([locked.Tag!])))).Value!;

        Assert.Equal(reopened.Tag, await Tag(books));
    }

    [Fact]
    public async Task Nothing_is_expected_of_a_period_that_a_close_would_have_to_create()
    {
        var books = await Books.WithJanuary();

        Assert.Equal(RefusalCode.PeriodChanged, (await Close(books, "2026-02-05", new(Tags: null))).Refusal!.Code);
        Assert.Equal(1, (await books.Business().ListPeriods(new(null, PeriodSort.PeriodStart, false, 10, null, false))).Value!.Total);
    }

    [Fact]
    public async Task A_period_that_is_not_there_is_not_found_whatever_is_expected_of_it()
    {
        var books = await Books.WithJanuary();

        Assert.Equal(RefusalCode.PeriodNotFound, (await books.Business().LockPeriod(new(Books.By(), Books.March, null, new(Tags: null)))).Refusal!.Code);
        Assert.Equal(RefusalCode.PeriodNotFound, (await books.Period(Books.March).RevokeSignOff(new(Books.By(), ReviewRole.Partner, new([])))).Refusal!.Code);
        Assert.Equal(RefusalCode.SignOffNotFound, (await books.Period().RevokeSignOff(new(Books.By(), ReviewRole.Partner, new([])))).Refusal!.Code);
    }

    [Fact]
    public async Task That_the_period_has_changed_is_told_before_what_it_has_become()
    {
        var books = await Worked(closed: true);
        var seen = await Tag(books);
        await books.Lock();

        Assert.Equal(RefusalCode.PeriodChanged, (await books.Business().LockPeriod(new(Books.By(), Books.January, null, new([seen])))).Refusal!.Code);
        Assert.Equal(RefusalCode.PeriodAlreadyLocked, (await books.Business().LockPeriod(new(Books.By(), Books.January, null, new([await Tag(books)])))).Refusal!.Code);
    }

    [Fact]
    public async Task A_retry_is_answered_as_the_first_time_whatever_it_expects()
    {
        var books = await Books.WithJanuary();
        var seen = await Tag(books);
        var (taken, late) = (Books.Key("taken"), Books.Key("late"));
        var first = await Close(books, "2026-01-31", new([seen]), taken);
        Assert.Equal(RefusalCode.PeriodChanged, (await Close(books, "2026-01-31", new([seen]), late)).Refusal!.Code);
        await books.Reopen();

        Assert.Equal(first, await Close(books, "2026-01-31", new([seen]), taken));
        Assert.Equal(first, await Close(books.Restarted(), "2026-01-31", new([]), taken));
        Assert.Equal(RefusalCode.PeriodChanged, (await Close(books, "2026-01-31", new([await Tag(books)]), late)).Refusal!.Code);
    }

    [Fact]
    public async Task Of_many_at_once_that_expect_the_same_exactly_one_is_taken()
    {
        for (var seed = 1; seed <= Interleavings; seed++)
        {
            var journal = new TestJournal(parallel: true);
            Books[] silos = [new(journal), new(journal)];
            await silos[0].CreateBusiness();
            await silos[0].Create(Books.January, "2026-01-01", "2026-01-31");
            var expected = new Expectation([await Tag(silos[0])]);
            var chance = new Random(seed);
            var told = new System.Collections.Concurrent.ConcurrentBag<Refusal?>();
            Func<Books, Task<Refusal?>>[] commands =
            [
                .. Enumerable.Range(1, 4).Select(n => (Func<Books, Task<Refusal?>>)(async books => (await Report(books, n, expected)).Refusal)),
                .. Enum.GetValues<ReviewRole>().Select(role => (Func<Books, Task<Refusal?>>)(
                    async books => (await books.Period().SignOff(new(Books.By(), Books.Id(0x80 + (int)role), role, null, expected))).Refusal)),
                async books => (await Close(books, "2026-01-31", expected)).Refusal,
                async books => (await Close(books, "2026-01-31", expected)).Refusal,
            ];
            chance.Shuffle(commands);
            var silo = Array.ConvertAll(commands, _ => silos[chance.Next(2)]);

            await Interleaving.Run(journal, chance, commands.Select((command, n) => (Func<Task>)(async () => told.Add(await command(silo[n])))));

            Assert.True(told.Count(refusal => refusal is null) == 1, $"seed {seed}: {string.Join(", ", told.Select(refusal => $"{refusal?.Code}"))}");
            Assert.True(told.Count(refusal => refusal?.Code == RefusalCode.PeriodChanged) == commands.Length - 1, $"seed {seed}: {string.Join(", ", told.Select(refusal => $"{refusal?.Code}"))}");
        }
    }

    private static async Task<Books> Worked(bool closed)
    {
        var books = await Books.WithJanuary();
        await books.Sign();
        await books.Acknowledge();
        if (closed) await books.Close("2026-01-31");
        return books;
    }

    private static async Task<string> Tag(Books books) => (await books.Business().GetPeriod(Books.January)).Value!.Tag!;

    private static ValueTask<Outcome<PeriodView>> Close(Books books, string end, Expectation? expected, CommandKey? key = null) =>
        books.Business().ClosePeriod(new(Books.By(key: key), Books.Id(0x901), Books.Day(end), "month end", null, Ordered: false, Expected: expected));

    private static ValueTask<Outcome<ScoreView>> Report(Books books, long transactions, Expectation? expected) =>
        books.Period().ReportInputs(new(Books.By(), new(true, transactions), default, default, default, default, expected));
}
