namespace Periods.Grains.Tests.Closing;

/// <summary>What a sign-off attests, and for how long.</summary>
public sealed class SignOffs
{
    [Fact]
    public async Task A_sign_off_is_stale_while_the_content_is_another_and_fresh_when_it_is_back()
    {
        var books = await Books.WithJanuary();
        await books.Report(10);
        await books.Sign();
        Assert.False((await books.TheSignOff()).Stale);

        foreach (var (change, back) in new (Func<Task>, Func<Task>)[]
        {
            (async () => await books.Report(11), async () => await books.Report(10)),
            (async () => await books.Report(null), async () => await books.Report(10)),
            (async () => await books.Report(10, unreviewed: 1), async () => await books.Report(10)),
            (async () => await books.Acknowledge(), async () => await books.Withdraw()),
            (async () => await Anomalies(books, new(0, 0, 1)), async () => await Anomalies(books, null)),
        })
        {
            await change();
            Assert.True((await books.TheSignOff()).Stale);
            await back();
            Assert.False((await books.TheSignOff()).Stale);
        }
    }

    [Fact]
    public async Task Whoever_signed_for_a_step_that_was_done_did_not_sign_for_one_that_is_waived()
    {
        var books = await Books.WithJanuary();
        await books.Acknowledge();
        await books.Sign();

        await books.Acknowledge(notes: "not this month", waived: true);
        Assert.True((await books.TheSignOff()).Stale);
        await books.Acknowledge();
        Assert.False((await books.TheSignOff()).Stale);
    }

    [Fact]
    public async Task Notes_other_signatures_and_a_close_change_no_content()
    {
        var books = await Books.WithJanuary();
        await books.Acknowledge();
        await books.Sign();

        await books.Acknowledge(notes: "looked again");
        await books.Sign(ReviewRole.Preparer, Books.Bob);
        await books.Revoke(ReviewRole.Preparer, Books.Bob);
        await books.Close("2026-01-31");
        await books.Lock();

        Assert.False((await books.TheSignOff()).Stale);
    }

    [Fact]
    public async Task The_order_of_acknowledging_changes_neither_the_content_nor_the_list()
    {
        var books = await Books.WithJanuary();
        await books.Acknowledge(Books.TrialBalance);
        await books.Acknowledge(Books.Cash);
        await books.Sign();
        await books.Withdraw(Books.Cash);
        await books.Withdraw(Books.TrialBalance);

        await books.Acknowledge(Books.Cash);
        await books.Acknowledge(Books.TrialBalance);

        Assert.False((await books.TheSignOff()).Stale);
        Assert.Equal([Books.Cash, Books.TrialBalance], (await books.Period().ListAcknowledgements()).Value!.Items.Select(ack => ack.StepId));
    }

    [Fact]
    public async Task After_a_reopen_a_sign_off_stays_stale_until_it_is_renewed()
    {
        var books = await Books.WithJanuary();
        await books.Sign();
        await books.Close("2026-01-31");
        await books.Reopen();
        Assert.True((await books.TheSignOff()).Stale);

        await books.Close("2026-01-31");
        Assert.True((await books.TheSignOff()).Stale);
        await books.Reopen();
        Assert.True((await books.TheSignOff()).Stale);

        Assert.False((await books.Sign()).Value!.Stale);
        Assert.False((await books.TheSignOff()).Stale);
    }

    [Fact]
    public async Task A_stale_sign_off_still_counts()
    {
        var books = await Books.WithJanuary();
        await books.Sign();
        await books.Close("2026-01-31");

        await books.Reopen();

        Assert.Equal(14.3m, (await books.Score()).Score);
    }

    [Fact]
    public async Task Signing_again_keeps_id_and_birth_and_renews_the_rest()
    {
        var books = await Books.WithJanuary();
        var first = (await books.Sign(notes: "draft")).Value!;
        await books.Acknowledge();
        books.Now += TimeSpan.FromHours(3);

        var again = (await books.Sign(notes: "final")).Value!;

        Assert.Equal((first.Id, first.CreatedAt), (again.Id, again.CreatedAt));
        Assert.Equal(("final", books.Now, books.Now), (again.Notes, again.SignedAt, again.UpdatedAt));
        Assert.Equal((0m, 28.6m), (first.SnapshotScore, again.SnapshotScore));
        Assert.NotEqual(first.StateHash, again.StateHash);
        Assert.Equal(again, await books.TheSignOff());
    }

    [Fact]
    public async Task Signing_again_what_did_not_change_attests_it_still()
    {
        var books = await Books.WithJanuary();
        var first = (await books.Sign(notes: "draft")).Value!;

        var again = (await books.Sign(notes: "final")).Value!;

        Assert.Equal((first.StateHash, false, "final"), (again.StateHash, again.Stale, again.Notes));
        await books.Acknowledge();
        Assert.True((await books.TheSignOff())!.Stale);
    }

    [Fact]
    public async Task Signing_after_a_revoke_is_a_new_sign_off()
    {
        var books = await Books.WithJanuary();
        var first = (await books.Sign()).Value!;
        await books.Revoke();
        books.Now += TimeSpan.FromHours(3);

        var anew = (await books.Sign()).Value!;

        Assert.NotEqual(first.Id, anew.Id);
        Assert.Equal(books.Now, anew.CreatedAt);
    }

    [Fact]
    public async Task Acknowledging_again_keeps_id_and_birth_and_renews_the_notes()
    {
        var books = await Books.WithJanuary();
        var first = (await books.Acknowledge(notes: "draft")).Value!;
        books.Now += TimeSpan.FromHours(3);

        var again = (await books.Acknowledge(notes: "final")).Value!;

        Assert.Equal(first with { Notes = "final", UpdatedAt = books.Now }, again);
    }

    private static async Task Anomalies(Books books, Anomalies? open) =>
        Assert.NotNull((await books.Period().ReportInputs(new(Books.By(), default, default, default, default, new(true, open)))).Value);
}
