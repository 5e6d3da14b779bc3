namespace Periods.Grains.Tests.Audit;

/// <summary>A period's chain is walked as it is kept.</summary>
public sealed class Walks
{
    private static readonly EntityKey January = EntityKey.ForPeriod(Books.Acme, Books.January);

    [Fact]
    public async Task A_whole_chain_is_valid_up_to_its_head()
    {
        var books = await Signed();

        var report = (await books.Audit().VerifyPeriod(Books.January, default)).Value!;

        Assert.Equal((Books.January, 4L, null, null, books.Now), (report.PeriodId, report.Events, report.FirstBadVersion, report.Wrong, report.CheckedAt));
        Assert.Equal(books.Journal.Of(January)[^1].Hash, report.Head);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task The_first_edited_event_is_named_whether_the_period_can_be_loaded_or_not(int index)
    {
        var books = await Signed();
        books.Journal.Damage(January, index, e => e with { Actor = Books.Id(77) });

        foreach (var reader in new[] { books, books.Restarted() })
        {
            var report = (await reader.Audit().VerifyPeriod(Books.January, default)).Value!;
            Assert.Equal((index + 1L, (long)index), (report.FirstBadVersion, report.Events));
            Assert.Equal("is not what was written after the version before it: its hash is another one", report.Wrong);
        }
    }

    [Fact]
    public async Task A_token_or_request_put_in_or_taken_out_afterwards_breaks_the_chain()
    {
        var books = await Signed();
        books.Journal.Damage(January, 1, e => e with { Context = e.Context with { Origin = new(Books.Id(5), null) } });

        Assert.Equal(2, (await books.Audit().VerifyPeriod(Books.January, default)).Value!.FirstBadVersion);
    }

    [Fact]
    public async Task A_period_of_the_calendar_of_which_nothing_is_kept_is_missing_from_its_first_event_on()
    {
        var books = await Signed();
        books.Journal.Lose(January, 4);

        var report = (await books.Audit().VerifyPeriod(Books.January, default)).Value!;

        Assert.Equal((0L, 1L, "is missing, and so is all after it"), (report.Events, report.FirstBadVersion, report.Wrong));
    }

    [Fact]
    public async Task A_period_or_a_business_that_is_not_there_is_not_walked()
    {
        var books = await Signed();

        Assert.Equal(RefusalCode.PeriodNotFound, (await books.Audit().VerifyPeriod(Books.March, default)).Refusal?.Code);
        Assert.Equal(RefusalCode.BusinessNotFound, (await books.Audit(Books.Id(0xDEAD)).VerifyPeriod(Books.January, default)).Refusal?.Code);
    }

    [Fact]
    public async Task A_walk_ends_with_who_asked_for_it()
    {
        var books = await Signed();
        using var left = new CancellationTokenSource();
        books.Journal.HasRead = left.CancelAsync;

        await Assert.ThrowsAsync<OperationCanceledException>(() => books.Audit().VerifyPeriod(Books.January, left.Token).AsTask());
    }

    private static async Task<Books> Signed()
    {
        var books = await Books.WithJanuary();
        await books.Sign();
        await books.Sign(ReviewRole.Reviewer, Books.Bob);
        await books.Report(10);
        return books;
    }
}
