namespace Periods.Grains.Tests.Closing;

/// <summary>What is switched on, off and on again: the state follows each time, and so do score and coverage.</summary>
public sealed class Polarity
{
    [Fact]
    public async Task Sign_revoke_sign()
    {
        var books = await Books.WithJanuary();
        for (var round = 0; round < 2; round++)
        {
            Assert.Equal(14.3m, (await books.Sign()).Value!.CloseScore);
            Assert.Equal((1, 14.3m), await SignaturesAndScore(books));

            Assert.NotNull((await books.Revoke()).Value);
            Assert.Equal((0, 0m), await SignaturesAndScore(books));
        }
    }

    [Fact]
    public async Task Acknowledge_withdraw_acknowledge()
    {
        var books = await Books.WithJanuary();
        for (var round = 0; round < 2; round++)
        {
            await books.Acknowledge();
            Assert.Equal([Books.TrialBalance], (await books.Period().ListAcknowledgements()).Value!.Items.Select(a => a.StepId));
            Assert.Equal(14.3m, (await books.Score()).Score);

            await books.Withdraw();
            Assert.Empty((await books.Period().ListAcknowledgements()).Value!.Items);
            Assert.Equal(0m, (await books.Score()).Score);
        }
    }

    [Fact]
    public async Task Inputs_set_cleared_set()
    {
        var books = await Books.WithJanuary();
        for (var round = 0; round < 2; round++)
        {
            await books.Report(10, unreviewed: 5);
            Assert.Equal((65, 46.2m), ((await books.Score()).Coverage, (await books.Score()).Score));

            await books.Report(null);
            Assert.Equal((25, 0m), ((await books.Score()).Coverage, (await books.Score()).Score));
        }
    }

    [Fact]
    public async Task Inputs_that_are_not_given_stay()
    {
        var books = await Books.WithJanuary();
        await books.Report(10, unreviewed: 5);

        await books.Period().ReportInputs(new(Books.By(), default, default, default, new(true, new(4, 4)), default));
        Assert.Equal(90, (await books.Score()).Coverage);

        await books.Period().ReportInputs(new(Books.By(), default, default, default, new(true, null), default));
        Assert.Equal(65, (await books.Score()).Coverage);
    }

    [Fact]
    public async Task Close_reopen_close_lock_reopen_close()
    {
        var books = await Books.WithJanuary();
        await books.Report(10);

        await Is(PeriodStatus.Closed, books.Close("2026-01-31"), books);
        await Is(PeriodStatus.Open, books.Reopen(), books);
        await Is(PeriodStatus.Closed, books.Close("2026-01-31"), books);
        await Is(PeriodStatus.Locked, books.Lock(), books);
        await Is(PeriodStatus.Open, books.Reopen(), books);
        await Is(PeriodStatus.Closed, books.Close("2026-01-31"), books);
        await Is(PeriodStatus.Locked, books.Lock(), books);
    }

    [Fact]
    public async Task A_reopen_keeps_what_the_close_left_as_history()
    {
        var books = await Books.WithJanuary();
        var closed = (await books.Close("2026-01-31")).Value!;
        books.Now += TimeSpan.FromDays(1);

        var reopened = (await books.Reopen()).Value!;

        Assert.Equal((closed.ClosedAt, closed.ClosedBy, closed.LockReason), (reopened.ClosedAt, reopened.ClosedBy, reopened.LockReason));
        Assert.Equal((books.Now, Books.Ann, "late invoice", books.Now), (reopened.ReopenedAt, reopened.ReopenedBy, reopened.ReopenReason, reopened.UpdatedAt));
        Assert.Equal(closed.CreatedAt, reopened.CreatedAt);
    }

    [Fact]
    public async Task The_next_close_is_told_as_it_was_and_keeps_what_the_reopen_left_as_history()
    {
        var books = await Books.WithJanuary();
        await books.Close("2026-01-31");
        books.Now += TimeSpan.FromDays(1);
        var reopened = (await books.Reopen()).Value!;
        books.Now += TimeSpan.FromDays(1);

        var closed = (await books.Business().ClosePeriod(new(Books.By(Books.Bob), Books.March, Books.Day("2026-01-31"), null, null, Ordered: false))).Value!;

        Assert.Equal((books.Now, Books.Bob, null, books.Now), (closed.ClosedAt, closed.ClosedBy, closed.LockReason, closed.UpdatedAt));
        Assert.Equal((reopened.ReopenedAt, reopened.ReopenedBy, "late invoice"), (closed.ReopenedAt, closed.ReopenedBy, closed.ReopenReason));
    }

    [Fact]
    public async Task A_lock_without_a_reason_keeps_that_of_the_close_and_all_else()
    {
        var books = await Books.WithJanuary();
        await books.Close("2026-01-31");
        await books.Reopen();
        var closed = (await books.Close("2026-01-31")).Value!;
        books.Now += TimeSpan.FromDays(1);

        var locked = (await books.Business().LockPeriod(new(Books.By(Books.Bob), Books.January, null))).Value!;

        Assert.Equal(closed with { Status = PeriodStatus.Locked, UpdatedAt = books.Now, Tag = locked.Tag }, locked);
    }

    [Fact]
    public async Task Two_users_in_one_role_count_once_until_both_are_gone()
    {
        var books = await Books.WithJanuary();

        Assert.Equal(14.3m, (await books.Sign()).Value!.CloseScore);
        Assert.Equal(14.3m, (await books.Sign(by: Books.Bob)).Value!.CloseScore);
        await books.Sign(by: Books.Bob);
        await books.Revoke();
        Assert.Equal((1, 14.3m), await SignaturesAndScore(books));
        await books.Revoke(by: Books.Bob);
        Assert.Equal((0, 0m), await SignaturesAndScore(books));
    }

    private static async Task<(int, decimal)> SignaturesAndScore(Books books) =>
        ((await books.Period().ListSignOffs()).Value!.Items.Count, (await books.Score()).Score);

    /// <summary>The answer, the calendar and the period say the same; inputs are taken only while it is open.</summary>
    private static async Task Is(PeriodStatus status, ValueTask<Outcome<PeriodView>> outcome, Books books)
    {
        Assert.Equal(status, (await outcome).Value!.Status);
        Assert.Equal(status, (await books.Business().GetPeriod(Books.January)).Value!.Status);
        Assert.Equal(status == PeriodStatus.Open, (await books.Report(10)).Value is not null);
        Assert.Equal(status != PeriodStatus.Locked, (await books.Sign()).Value is not null);
    }
}
