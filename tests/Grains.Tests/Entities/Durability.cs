namespace Periods.Grains.Tests.Entities;

/// <summary>Nothing undurable is told to anybody, and yet nobody waits to be decided.</summary>
public sealed class Durability
{
    [Fact]
    public async Task An_answer_comes_after_its_append_is_durable()
    {
        var books = await Held();

        var answer = books.Sign().AsTask();
        Assert.False(answer.IsCompleted);

        books.Journal.Release();
        Assert.True(answer.IsCompletedSuccessfully);
        Assert.NotNull((await answer).Value);
    }

    [Fact]
    public async Task Reads_wait_for_the_last_append_they_rest_on()
    {
        var books = await Held();
        var signed = books.Sign().AsTask();

        var list = books.Period().ListSignOffs().AsTask();
        var score = books.Period().GetScore().AsTask();
        Assert.False(list.IsCompleted || score.IsCompleted);

        books.Journal.Release();
        Assert.Single((await list).Value!.Items);
        Assert.Equal((await signed).Value!.CloseScore, (await score).Value!.Score);
    }

    [Fact]
    public async Task A_refusal_waits_for_the_append_it_rests_on()
    {
        var books = await Held();
        var closed = books.Close("2026-01-31").AsTask();

        var refused = books.Close("2026-01-31").AsTask();
        var report = books.Report(1).AsTask();
        Assert.False(refused.IsCompleted || report.IsCompleted);

        books.Journal.Release();
        Assert.Equal(PeriodStatus.Closed, (await closed).Value!.Status);
        Assert.Equal(RefusalCode.PeriodAlreadyClosed, (await refused).Refusal!.Code);
        Assert.Equal(RefusalCode.PeriodClosed, (await report).Refusal!.Code);
    }

    [Fact]
    public async Task What_is_already_done_waits_for_the_append_that_did_it()
    {
        var books = await Held();
        var first = books.Report(10).AsTask();

        var again = books.Report(10).AsTask();
        Assert.False(again.IsCompleted);

        books.Journal.Release();
        Assert.Equal((await first).Value!.Version, (await again).Value!.Version);
        Assert.Equal(0, books.Journal.Waiting);
    }

    [Fact]
    public async Task A_refusal_whose_ground_was_lost_is_not_told()
    {
        var books = await Held();
        var closed = books.Close("2026-01-31").AsTask();
        var refused = books.Close("2026-01-31").AsTask();

        books.Journal.Fail(Fault.FailsUnwritten);
        books.Journal.ReleaseAll();

        Assert.Equal(RefusalCode.StorageUnavailable, (await closed).Refusal!.Code);
        Assert.Equal(RefusalCode.StorageUnavailable, (await refused).Refusal!.Code);
        Assert.Equal(PeriodStatus.Open, (await books.Business().GetPeriod(Books.January)).Value!.Status);
    }

    [Fact]
    public async Task Many_commands_are_decided_before_the_first_is_durable()
    {
        var books = await Held();

        var answers = Enumerable.Range(1, 100).Select(n => books.Sign(by: Books.Id(n)).AsTask()).ToArray();
        Assert.Equal(100, books.Journal.Waiting);
        Assert.DoesNotContain(answers, a => a.IsCompleted);

        books.Journal.ReleaseAll();
        Assert.All(answers, a => Assert.NotNull(a.Result.Value));
        Assert.Equal(101, books.Journal.Of(EntityKey.ForPeriod(Books.Acme, Books.January)).Count);
    }

    [Fact]
    public async Task Calendar_and_period_change_in_one_append()
    {
        var books = await Held();

        var closed = books.Close("2026-01-31").AsTask();
        Assert.Equal(1, books.Journal.Waiting);
        books.Journal.Release();
        await closed;

        var parts = books.Journal.Commits[^1];
        Assert.Equal([EntityKey.ForBusiness(Books.Acme), EntityKey.ForPeriod(Books.Acme, Books.January)], parts.Select(p => p.Key));
        Assert.Equal(["period-closed.v1", "closed.v1"], parts.SelectMany(p => p.Events).Select(e => e.Type));
    }

    [Theory]
    [InlineData(Fault.FailsUnwritten, PeriodStatus.Open)]
    [InlineData(Fault.FailsWritten, PeriodStatus.Closed)]
    public async Task Calendar_and_period_agree_after_a_close_whose_fate_was_unknown(Fault fault, PeriodStatus truth)
    {
        var books = await Books.WithJanuary();
        books.Journal.Fail(fault);

        Assert.Equal(RefusalCode.StorageUnavailable, (await books.Close("2026-01-31")).Refusal!.Code);

        Assert.Equal(truth, (await books.Business().GetPeriod(Books.January)).Value!.Status);
        Assert.Equal(truth == PeriodStatus.Open ? null : RefusalCode.PeriodClosed, (await books.Report(1)).Refusal?.Code);
    }

    [Fact]
    public async Task Watchers_are_told_only_what_is_durable()
    {
        var books = await Held();
        books.Told.Clear();
        var signed = books.Sign().AsTask();
        Assert.Empty(books.Told);

        books.Journal.Release();
        await signed;
        Assert.Equal((await signed).Value!.CloseScore, Assert.Single(books.Told).Score);
    }

    private static async Task<Books> Held()
    {
        var books = await Books.WithJanuary();
        books.Journal.Holds = true;
        return books;
    }
}
